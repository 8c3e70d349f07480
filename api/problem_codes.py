"""Every code of a problem, with its status and what to do: docs/problems.md shows this table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REQUEST: Final = "The request"
ASKING: Final = "Who asks"
TICKET: Final = "What the ticket refuses"
PERSON: Final = "What is asked about a person"
LATER: Final = "What passes"

_CODES: Final[Mapping[str, Mapping[str, tuple[int, str]]]] = MappingProxyType(
    {
        REQUEST: {
            "bad_content_length": (400, "Send the length of the body as a number of bytes."),
            "cut_short": (400, "Send all of the body that the request announces."),
            "bad_cursor": (400, "Take `cursor` from `next` of the page before."),
            "cursor_of_another_list": (400, "Ask as for the page before, or begin without one."),
            "bad_idempotency_key": (400, "Choose a key of 1 to 200 characters."),
            "bad_if_match": (400, "Send in `If-Match` what the `ETag` of the ticket said."),
            "bad_on_behalf_of": (400, "Only the API of another region writes this header."),
            "bad_position": (400, "Only the API of another region writes this header."),
            "no_conversation": (404, "Send a message first."),
            "no_such_file": (404, "Take the `id` from the `files` of a message."),
            "no_such_status": (404, "Take the link from `GET /v1/chat/{account}/status` anew."),
            "not_found": (404, "Look the path up in `/openapi.json`."),
            "no_such_ticket": (404, "Check the id; a ticket that is not yours looks the same."),
            "no_such_attachment": (404, "Take the `id` from the `attachments` of a message."),
            "no_history": (404, "Ask again once a run of the ticket has ended."),
            "no_such_account": (404, "Take channel and account from desk/channels.yaml."),
            "no_such_set_aside": (404, "Take the id from `GET /v1/set-aside`."),
            "no_such_glass": (404, "Take the id from `GET /v1/break-glass`."),
            "no_such_message": (404, "Take the `id` of a message from the ticket's messages."),
            "no_such_translation": (404, "Take `language` from the message's `translations`."),
            "no_such_desk": (404, "Take the number from `GET /v1/desk/versions`."),
            "no_such_region": (404, "Name a region of this API that your key is for, or none."),
            "no_such_notification": (404, "Take the id from your own list."),
            "method_not_allowed": (405, "Use a method that the header `Allow` names."),
            "numbers_differ": (409, "Name the region: its number is another desk elsewhere."),
            "published_meanwhile": (409, "Look at what was published, then publish again."),
            "another_body": (409, "Give a new message a new `message_id`."),
            "still_unreadable": (409, "`reason` says why; discard it, or wait for a new version."),
            "superseded": (409, "You asked again since: take the answer to that."),
            "stale": (412, "Read the ticket again before you decide."),
            "too_large": (413, "Send less at once; large files go as links."),
            "url_too_long": (414, "Send less in the path and the query."),
            "not_json": (415, "Send JSON, and say so in `Content-Type`."),
            "other_region": (421, "Ask the API of the region that `region` names."),
            "desk_refused": (422, "Correct what `errors` names; nothing was published."),
            "idempotency_key_reused": (422, "Choose a new key for another request."),
            "personal_in_brief": (422, "Write the parts that `errors` names otherwise."),
            "invalid": (422, "Correct the fields that `errors` names; nothing was changed."),
        },
        ASKING: {
            "no_key": (401, "Send `Authorization: Bearer <key>`."),
            "unknown_key": (401, "The key is unknown or revoked; ask for a new one."),
            "identity_refused": (401, "Have the site sign another identity; `detail` says why."),
            "visitor_expired": (401, "Send the token to `POST /v1/chat/{account}/visitors`."),
            "visitor_unknown": (401, "Get a token from `POST /v1/chat/{account}/visitors`."),
            "token_refused": (401, "Get another token; `detail` says what this one lacks."),
            "key_names_no_agent": (403, "Use a key that was made for an agent."),
            "not_a_service_key": (403, "Only another region's API asks on behalf of others."),
            "not_on_their_behalf": (403, "A service key speaks for its own region's people."),
            "file_not_shown": (403, "Have somebody of the ticket's region look at the file."),
            "reason_wanted": (403, "Send in `Access-Reason` one of the codes of `reasons`."),
            "glass_not_for_you": (403, "Have somebody ask whose role `detail` names."),
            "second_person_wanted": (403, "Have somebody else agree, with another key."),
            "region_not_in_scope": (403, "Use a key of the customer's home region."),
            "not_from_platform": (401, "Compare the account's secret with the platform's."),
            "role_not_admitted": (403, "Use a key with a role that docs/api-roles.md names."),
            "search_not_admitted": (403, "Search words with a key that may read texts."),
            "service_key_alone": (403, "A service key says for whom it asks."),
        },
        TICKET: {
            "another_version": (409, "Look at what the newest policy changes, then decide."),
            "already_claimed": (409, "Somebody has the ticket; release it first."),
            "already_open": (409, "There is nothing to take up again."),
            "customer_erased": (409, "Nothing can be done here any more; the person was erased."),
            "delivery_under_way": (409, "Merge once the message has arrived or failed."),
            "file_held": (409, "Look at its `warning`, then decide with `despite_warning=true`."),
            "window_closed": (
                409,
                "Answer `via` one of `ways` that is open.",
            ),
            "cannot_be_reached": (
                409,
                "`detail` says why; answer `via` one that is open.",
            ),
            "sending_under_way": (409, "Wait until its delivery has come or failed."),
            "nothing_to_repeat": (409, "Only what failed, or may not have gone out, goes again."),
            "typing_not_shown": (409, "The channel shows nobody that somebody is writing."),
            "draft_held": (409, "Change what `errors` name, or send it with `despite`."),
            "hand_over_awaits_acknowledgement": (409, "Wait for the hand-over before this one."),
            "hold_in_the_past": (409, "Name an instant in the future."),
            "kept_for_another": (409, "The ticket is kept for the agent that `detail` names."),
            "masked_for_you": (409, "Have somebody of the ticket's region correct it."),
            "merge_into_itself": (409, "Name another ticket."),
            "no_other_engine": (409, "Correct it yourself, or have an engine allowed."),
            "no_policy_fits": (409, "Let a policy of the desk apply to the ticket's kind."),
            "no_step_left": (409, "The ladder is at its end; hand over or assign."),
            "no_such_score": (409, "Give a score from 1 to 5."),
            "not_proved": (409, "`detail` says why; verify the trail if it is not only too new."),
            "not_claimed": (409, "There is nothing to release."),
            "not_solved": (409, "Rate a ticket once it is solved."),
            "not_your_team": (409, "Somebody of the team that `detail` names answers."),
            "nothing_masked": (409, "You read the ticket in the clear already."),
            "nothing_to_acknowledge": (409, "No hand-over awaits an answer."),
            "other_customer": (409, "Tickets of two customers stay apart."),
            "refused": (409, "The ticket refuses this; `detail` says why."),
            "same_policy": (409, "The ticket has this policy already."),
            "same_priority": (409, "The ticket has this priority already."),
            "same_translation": (409, "The translation reads so already."),
            "same_team": (409, "Release the ticket for a colleague instead."),
            "target_closed": (409, "Merge into an open ticket."),
            "target_unknown": (409, "Merge into a ticket of this region that you see."),
            "team_is_off": (409, "Hand over to a team that is on; `detail` names them."),
            "text_erased": (409, "The words of the message are no longer there."),
            "ticket_closed": (409, "The ticket is closed; a new message opens a linked one."),
            "ticket_closing": (409, "The ticket is being closed; look again."),
            "ticket_solved": (409, "Reopen the ticket first."),
            "translation_under_way": (409, "Wait for the translation, or correct it yourself."),
            "unknown_team": (409, "Name a team of the desk; `detail` lists them."),
        },
        PERSON: {
            "no_such_customer": (404, "Check the id; somebody not yours to see looks the same."),
            "no_such_request": (404, "Take the id from `GET /v1/privacy/requests`."),
            "no_such_export": (404, "Ask whoever sent the link for another."),
            "code_not_valid": (409, "Take the code that was sent last, or have one sent."),
            "extended_already": (409, "A term is extended once: answer in time."),
            "no_extension": (409, "The region's law has one term: answer in time."),
            "not_an_access_request": (409, "Name a request for access of this person."),
            "not_proven": (409, "Have the person give back the code, and approve."),
            "person_proven": (409, "The person gave a code back; approve, if nobody has."),
            "request_ended": (409, "It was answered or refused; take another down."),
            "too_late_to_extend": (409, "The term is over: answer at once."),
            "glass_over": (410, "Ask anew, if it is still needed."),
            "link_used": (410, "The link was used or is too old; ask for another."),
            "not_linked": (409, "Look at `links` of the customer first."),
            "person_of_another_region": (409, "People are linked within their region alone."),
            "person_held": (409, "Lift the legal hold first, if that is right."),
            "person_restricted": (409, "Wait until the restriction is lifted."),
            "person_erased": (410, "There is nothing left of the person to be had."),
        },
        LATER: {
            "verification_under_way": (429, "Ask again when the other verification has ended."),
            "too_many_commands": (429, "The ticket has many commands waiting; try again soon."),
            "too_many_failures": (429, "Too many unknown keys from this address; wait."),
            "too_many_streams": (429, "Close a stream of this key; one is enough for many tabs."),
            "too_many_requests": (429, "Wait as long as `Retry-After` says."),
            "our_fault": (500, "It is in our log; tell whoever runs the desk."),
            "access_not_noted": (503, "The home region could not note the access; try again."),
            "database_away": (503, "Nothing was changed; try again shortly."),
            "figures_behind": (503, "Ask again: each time the figures are counted further."),
            "issuer_away": (503, "Try again shortly, or use an API key."),
            "replay_failed": (503, "Try again; if it stays so, tell whoever runs the desk."),
            "too_many_replays": (503, "Wait as long as `Retry-After` says."),
            "policy_not_kept": (503, "The ticket is new: ask again in a moment."),
            "no_preview": (503, "The reply is translated as ever; this door shows no preview."),
            "preview_late": (503, "The reply has more time; ask again after `Retry-After`."),
            "published_in_part": (503, "Publish again: regions that have the desk keep it."),
            "region_away": (503, "The other region does not answer; try again shortly."),
            "temporal_away": (503, "Repeat the command under the same `Idempotency-Key`."),
            "temporal_lost_the_ticket": (503, "The ticket is safe; tell whoever runs the desk."),
        },
    }
)

STATUS_OF: Final[Mapping[str, int]] = MappingProxyType(
    {code: status for codes in _CODES.values() for code, (status, _) in codes.items()}
)


def written() -> str:
    """The table as a document."""
    lines = [
        "# Problems",
        "",
        "Whatever the API cannot do is answered by `application/problem+json` (RFC 9457). `code`",
        "is stable, and programs go by it; `detail` is a sentence for people, and for bad input",
        "`errors` names each field. No problem repeats a value that was sent. This page is made",
        "from `api/problem_codes.py`; a test compares them.",
    ]
    for title, codes in _CODES.items():
        lines += ["", f"## {title}", "", "| code | status | what to do |", "|---|---|---|"]
        lines += [f"| `{code}` | {status} | {do} |" for code, (status, do) in codes.items()]
    return "\n".join([*lines, ""])
