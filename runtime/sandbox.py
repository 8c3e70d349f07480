"""The one sandbox: workers, tests and the replayer run workflows in the same."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

# What a build is called that only replays: to work out its name the SDK would hash every module.
REPLAY = "replay"
PASSED_THROUGH = (
    "domain",
    "activities",
    "workflows.asking",
    "workflows.errands",
    "workflows.options",
    "pydantic",
    "pydantic_core",
    "annotated_types",
)


def sandbox() -> SandboxedWorkflowRunner:
    """A sandbox that imports our pure packages once, not once per workflow.

    Time-zone arithmetic lives in `domain`, which must pass through: inside the sandbox `ZoneInfo`
    is a proxy that `datetime` refuses.
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions)
