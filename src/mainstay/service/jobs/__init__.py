"""Long work as jobs: queued, followed, cancelled, and not lost when the server ends.

``jobs`` is the whole of it for a server, ``asking`` checks what is asked, ``board`` knows every
job, ``runner`` and ``process`` let workers compute, ``worker`` is what runs in them, and
``folder`` and ``owning`` keep it on the disk for one owner at a time.
"""
