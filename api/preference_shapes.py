"""When and where customers want to be reached, as people read it."""

from pydantic import BaseModel, ConfigDict, Field

from domain.preferences import Preferences


class ViaShape(BaseModel):
    """An account by which the customer is reached."""

    channel: str
    account: str


class QuietHoursShape(BaseModel):
    """When the customer is not to be disturbed; `zone` is null where it is where they live."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    start: str = Field(alias="from")
    until: str
    zone: str | None
    everything: bool


class PreferencesShape(BaseModel):
    """When and where the customer wants to be reached; null where they did not say."""

    preferred: ViaShape | None
    quiet_hours: QuietHoursShape | None


def preferences_shape(said: Preferences) -> PreferencesShape:
    """As people read them."""
    via, hours = said.preferred, said.quiet_hours
    return PreferencesShape(
        preferred=via and ViaShape(channel=via.channel, account=via.account),
        quiet_hours=hours
        and QuietHoursShape(
            start=f"{hours.start:%H:%M}",
            until=f"{hours.until:%H:%M}",
            zone=hours.zone or None,
            everything=hours.everything,
        ),
    )
