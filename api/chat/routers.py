"""All routes of the chat. Fixed paths come before those that an account's name would fit."""

from typing import Final

from fastapi import APIRouter

from api.chat import events, files, messages, pages, progress, settling, status, visitors

CHAT: Final[tuple[APIRouter, ...]] = (
    *(status.router, status.own),
    *(one.router for one in (visitors, messages, progress, events, files, settling, pages)),
)
