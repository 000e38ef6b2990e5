"""One function per user verb; the run record is kept here and nowhere else."""

from mainstay.service.briefs import Made, write_brief
from mainstay.service.cascades import CascadeSettings, first_firms, rank_firms, shock_firms
from mainstay.service.checks import check_answers, check_up
from mainstay.service.ensembles import list_ensembles, resume_ensemble, run_ensemble
from mainstay.service.firm_nets import (
    generate_net,
    list_nets,
    load_firm_net,
    read_net,
    show_net,
)
from mainstay.service.firm_runs import FirmStop, stop_firms
from mainstay.service.firms import carve_suppliers
from mainstay.service.homes import list_readings, list_sources, pull_source, read_source
from mainstay.service.jobs.verbs import cancel_job, list_jobs, rerun_job, show_job
from mainstay.service.material_briefs import write_about
from mainstay.service.material_list import compare_with_list
from mainstay.service.materials import (
    compare_readings,
    evidence,
    missing,
    rank_materials,
    show_material,
)
from mainstay.service.questions import who_depends, who_supplies
from mainstay.service.runs import (
    SERIES,
    DoneRun,
    first_rows,
    list_runs,
    repeat_run,
    run_scenario,
    run_summary,
    run_tables,
    show_run,
)
from mainstay.service.twins import (
    OpenTwin,
    build_twin,
    diff_twins,
    export_twin,
    list_twins,
    open_twin,
)

__all__ = [
    "SERIES", "CascadeSettings", "DoneRun", "FirmStop", "Made", "OpenTwin", "build_twin",
    "cancel_job", "carve_suppliers", "check_answers", "check_up", "compare_readings",
    "compare_with_list", "diff_twins", "evidence", "export_twin", "first_firms", "first_rows",
    "generate_net", "list_ensembles", "list_jobs", "list_nets", "list_readings", "list_runs",
    "list_sources", "list_twins", "load_firm_net", "missing", "open_twin", "pull_source",
    "rank_firms", "rank_materials", "read_net", "read_source", "repeat_run", "rerun_job",
    "resume_ensemble", "run_ensemble", "run_scenario", "run_summary", "run_tables", "shock_firms",
    "show_job", "show_material", "show_net", "show_run", "stop_firms", "who_depends",
    "who_supplies", "write_about", "write_brief",
]  # fmt: skip
