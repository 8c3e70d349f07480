"""Pydantic's converter, building what it knows of a type once for the whole process."""

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)

_JSON = PydanticJSONPlainPayloadConverter()


class SharedPayloadConverter(CompositePayloadConverter):
    """The SDK makes a converter for every workflow; they all share one memory of types.

    Pydantic's own starts each with an empty one: 0.2 s of work a ticket, which after a restart
    with many open tickets is more than Temporal's patience with a workflow.
    """

    def __init__(self) -> None:
        encodings = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(
            *(_JSON if isinstance(one, JSONPlainPayloadConverter) else one for one in encodings)
        )


data_converter = DataConverter(payload_converter_class=SharedPayloadConverter)
