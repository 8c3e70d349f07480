"""What may differ between installations. Only the doors read it; behaviour lives in `desk/`."""

from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from ulid import ULID

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from the environment: `MERIDIAN_DATA`, `MERIDIAN_PORT` and so on."""

    model_config = SettingsConfigDict(env_prefix="MERIDIAN_", extra="ignore")

    data: Path = Field(Path(".meridian"), description="where databases and logs stand")
    desk: Path = Field(ROOT / "desk", description="the folder that operations edit")
    keys: Path | None = Field(None, description="where region keys stand, outside the data folder")
    regions: tuple[str, ...] = Field((), description="the regions to serve; empty: all")
    host: str = Field("127.0.0.1", description="the address that the API listens on")
    port: int = Field(8080, ge=0, le=65535, description="its port")
    temporal: str = Field("127.0.0.1:7233", description="where Temporal answers, as host:port")
    embedded: bool = Field(False, description="the whole desk on one machine, on loopback")
    callback: str | None = Field(None, description="the sample account's callback, if embedded")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info")

    def keys_folder(self) -> Path:
        """Where the region keys are: as set, or in the user's configuration, by desk."""
        if self.keys is not None:
            return self.keys
        return platformdirs.user_config_path("meridian") / desk_id(self.data)


def desk_id(data: Path) -> str:
    """The name that this data folder's desk was given when it was first opened."""
    path = data / "desk-id"
    if path.is_file():
        return path.read_text().strip()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = str(ULID()).lower()
    path.write_text(f"{made}\n")
    return made
