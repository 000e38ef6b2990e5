"""What everybody looks at first, made before anybody does."""

from __future__ import annotations

from mainstay.service.homes import Step, silent
from mainstay.service.screens.explore.drawing import network_view
from mainstay.service.screens.start import start_view
from mainstay.service.twins import OpenTwin


def warm(opened: OpenTwin, step: Step = silent) -> None:
    """Make the first screens of a twin, so that whoever opens them does not wait."""
    step("laying out the first screens")
    start_view(opened, step=step)
    network_view(opened)
