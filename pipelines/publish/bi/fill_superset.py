"""Run by Superset's own Python, not by ours: makes its metadata database, the administrator, and the dashboards.

``fill_superset.py BUNDLE.zip`` takes the configuration from SUPERSET_CONFIG_PATH, the address of the warehouse from
KHOSO_BI_URI and the administrator's password from KHOSO_BI_PASSWORD. One process does it all: each command of Superset
spends most of its time on starting. What is imported here is of that environment, and mostly after the application is made.
"""

# ruff: noqa: PLC0415
# mypy: disable-error-code="import-not-found, import-untyped"

import os
import sys
from zipfile import ZipFile

from flask_migrate import upgrade
from superset.app import create_app

_ADMINISTRATOR = "admin"


def main() -> None:
    """Bring the metadata database up to date and import every object of the bundle over what stands there."""
    app = create_app()
    with app.app_context():
        upgrade(directory=os.path.join(os.path.dirname(app.root_path), "superset", "migrations"))  # noqa: PTH118, PTH120
        _init_security()
        _import_bundle(sys.argv[1])
        _set_warehouse(os.environ["KHOSO_BI_URI"])


def _init_security() -> None:
    from superset.extensions import appbuilder, security_manager

    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    password = os.environ["KHOSO_BI_PASSWORD"]
    if (user := security_manager.find_user(username=_ADMINISTRATOR)) is None:
        role = security_manager.find_role("Admin")
        security_manager.add_user(_ADMINISTRATOR, "khoso", "admin", "admin@localhost", role, password=password)
    else:
        security_manager.reset_password(user.id, password)


def _import_bundle(path: str) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.commands.importers.v1.utils import get_contents_from_bundle
    from superset.extensions import security_manager
    from superset.utils.core import override_user

    with ZipFile(path) as bundle, override_user(security_manager.find_user(username=_ADMINISTRATOR)):
        ImportAssetsCommand(get_contents_from_bundle(bundle)).run()


def _set_warehouse(uri: str) -> None:
    from superset.extensions import db
    from superset.models.core import Database

    database = db.session.query(Database).filter_by(database_name="khoso").one()
    database.set_sqlalchemy_uri(uri)
    db.session.commit()


if __name__ == "__main__":
    main()
