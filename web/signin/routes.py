"""The rows of signing in, for the table of routes."""

from classroom.permissions import Action
from web.routes import Access, Rate, Route
from web.signin.arriving import Arriving
from web.signin.asking import Asking
from web.signin.deciding import Deciding
from web.signin.desk import Desk
from web.signin.entering import Entering
from web.signin.others import Others
from web.signin.own import Own

BASE = "/api/v1"


def routes(desk: Desk) -> list[Route]:
    """Return them."""
    entering = Entering(desk)
    arriving, own = Arriving(desk, entering), Own(desk, entering)
    others, asking, deciding = Others(desk), Asking(desk), Deciding(desk)
    session, account = f"{BASE}/session", f"{BASE}/account"
    person, change = f"{BASE}/people/{{id}}", f"{BASE}/changes/{{id}}"
    signing_in, signed_in = Access.SIGNING_IN, Access.SIGNED_IN
    return [
        Route("GET", session, Access.ANYONE, entering.tell),
        Route("POST", session, Access.PUBLIC, entering.sign_in, Rate.GUESS),
        Route("DELETE", session, signing_in, entering.sign_out),
        Route("POST", session + "/second-factor", signing_in, entering.second_step, Rate.GUESS),
        Route("POST", f"{BASE}/links", Access.PUBLIC, arriving.look, Rate.GUESS),
        Route("POST", f"{BASE}/setup", Access.PUBLIC, arriving.set_up, Rate.GUESS),
        Route("POST", f"{BASE}/activation", Access.PUBLIC, arriving.activate, Rate.GUESS),
        Route("GET", account, signed_in, own.tell),
        Route("PUT", account + "/password", signed_in, own.change_password, Rate.GUESS),
        Route("POST", account + "/totp", signing_in, own.offer_totp, Rate.GUESS),
        Route("PUT", account + "/totp", signing_in, own.take_totp, Rate.GUESS),
        Route("POST", account + "/totp/removal", signed_in, own.remove_totp, Rate.GUESS),
        Route("POST", account + "/recovery-codes", signed_in, own.new_recovery_codes, Rate.GUESS),
        Route("DELETE", account + "/sessions/{id}", signed_in, own.end_session),
        Route("POST", account + "/changes", signed_in, asking.ask),
        Route("DELETE", account + "/changes/{field}", signed_in, asking.withdraw),
        Route("GET", account + "/picture", signed_in, asking.own_picture),
        Route("PUT", account + "/picture", signed_in, asking.ask_picture),
        Route("DELETE", account + "/picture", signed_in, asking.remove_picture),
        Route("GET", person + "/account", Action.READ_PEOPLE, others.tell),
        Route("DELETE", person + "/account", Action.CLOSE_ACCOUNT, others.close),
        Route("POST", person + "/invitation", Action.INVITE_PERSON, others.invite),
        Route("POST", person + "/unlocking", Action.UNLOCK_ACCOUNT, others.unlock),
        Route("POST", person + "/signing-out", Action.END_SESSIONS, others.sign_out),
        Route(
            "DELETE",
            person + "/second-factor",
            Action.RESET_SECOND_FACTOR,
            others.reset_second_factor,
        ),
        Route("GET", person + "/picture", Action.READ_PEOPLE, asking.picture),
        Route("GET", f"{BASE}/sessions", Action.READ_SESSIONS, others.sessions),
        Route("DELETE", f"{BASE}/sessions/{{id}}", Action.END_SESSIONS, others.end_session),
        Route("GET", f"{BASE}/changes", Action.CHECK_CHANGES, asking.waiting),
        Route("GET", change + "/picture", Action.CHECK_CHANGES, asking.waiting_picture),
        Route("POST", change + "/approval", Action.CHECK_CHANGES, asking.approve),
        Route("POST", change + "/refusal", Action.CHECK_CHANGES, asking.refuse),
        Route("GET", f"{BASE}/settings", Action.READ_SETTINGS, deciding.tell),
        Route("PUT", f"{BASE}/settings/{{name}}", Action.WRITE_SETTINGS, deciding.set),
    ]
