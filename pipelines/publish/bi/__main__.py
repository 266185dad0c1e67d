"""``python -m pipelines.publish.bi`` writes every file that is made from the declaration of the BI views and the dashboards."""

from pipelines.publish.bi.generated import write_generated
from pipelines.settings import PROJECT_ROOT

if __name__ == "__main__":
    write_generated(PROJECT_ROOT)
