"""How Superset is set up; Superset's own Python reads it (SUPERSET_CONFIG_PATH). KHOSO_BI_FOLDER holds what is secret or changes.

Superset draws its texts from a pack of the browser's language. It ships none in Vietnamese, so the pack is made of the words
of ``data/bi/translations/vi.yml``; what is not there stays English.
"""

# mypy: disable-error-code="import-not-found, untyped-decorator, misc"

import os
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(os.environ["KHOSO_BI_FOLDER"])
_WORDS = Path(os.environ["KHOSO_BI_WORDS"])

SECRET_KEY = (_FOLDER / "secret_key").read_text(encoding="ascii").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_FOLDER / 'superset.db'}"
DATA_DIR = str(_FOLDER)

APP_NAME = "khoso"
BABEL_DEFAULT_LOCALE = "vi"
LANGUAGES = {"vi": {"flag": "vn", "name": "Tiếng Việt"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]}
D3_TIME_FORMAT = {
    "dateTime": "%H:%M %d/%m/%Y",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["SA", "CH"],
    "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"Tháng {month}" for month in range(1, 13)],
    "shortMonths": [f"Th{month}" for month in range(1, 13)],
}
CURRENCIES = ["VND"]

# Nothing is loaded from elsewhere: no pixel that counts, no tiles of a map, no fonts.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
FEATURE_FLAGS = {"ALERT_REPORTS": False, "ENABLE_TEMPLATE_PROCESSING": False, "DASHBOARD_VIRTUALIZATION": False}
MAPBOX_API_KEY = ""
WTF_CSRF_ENABLED = True
# The database ends what khoso_reader runs for longer; the browser is told a little later.
SUPERSET_WEBSERVER_TIMEOUT = 70
SQLLAB_TIMEOUT = 60


def FLASK_APP_MUTATOR(app: Any) -> None:  # noqa: ANN401, N802 - Flask's application, under Superset's name
    """Serve the Vietnamese pack, which Superset's own folder lacks."""
    from flask import jsonify, request  # noqa: PLC0415 - of the other environment

    words: dict[str, str] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    pack = {"": {"domain": "superset", "plural_forms": "nplurals=1; plural=0", "lang": "vi"}}
    body = {"domain": "superset", "locale_data": {"superset": pack | {word: [said] for word, said in words.items()}}}

    @app.before_request
    def language_pack() -> object:
        return jsonify(body) if request.path == "/superset/language_pack/vi/" else None
