"""The documentation that dbt makes of its project and the warehouse, as one page that loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.archive.store import write_whole
from pipelines.load.warehouse import open_warehouse
from pipelines.settings import DBT_PROJECT, Home

_OUTSIDE = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["']?(?:https?:)?//[^>]*>(?:</script>)?""")
_OUTSIDE_SCRIPT = re.compile(r"""(["'])//[\w.-]+\.[a-z]{2,}/[^"'\s]*\.js\1""")
# Whatever the page's own code should try, the browser refuses.
_POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'\">"


class DbtDocsError(Exception):
    """dbt could not make its pages. The message is one line."""


def write_dbt_docs(home: Home, warehouse_url: str | None) -> Path:
    """Write ``HOME/docs/index.html`` and return its path. Raises DbtDocsError where dbt fails."""
    with open_warehouse(home, warehouse_url) as warehouse, tempfile.TemporaryDirectory() as target:
        command = [
            str(Path(sys.executable).parent / "dbt"),
            "--quiet",
            "docs",
            "generate",
            "--static",
            "--target-path",
            target,
        ]
        done = subprocess.run(
            command,
            cwd=DBT_PROJECT,
            env=os.environ | warehouse.dbt_env(),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise DbtDocsError(f"dbt cannot write its pages: {' '.join(f'{done.stdout} {done.stderr}'.split())}")
        page = Path(target, "static_index.html").read_text(encoding="utf-8")
    home.docs.mkdir(parents=True, exist_ok=True)
    written = home.docs / "index.html"
    write_whole(written, closed_page(page).encode())
    return written


def closed_page(page: str) -> str:
    """Return ``page`` without the elements that load from other hosts, and forbidden to load any.

    >>> closed_page('<head><script src="https://x.example/a.js"></script></head>').count("x.example")
    0
    """
    return _OUTSIDE_SCRIPT.sub('""', _OUTSIDE.sub("", page)).replace("<head>", f"<head>{_POLICY}", 1)
