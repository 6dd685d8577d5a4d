"""Verifies tokens as a backend in Python does, by PyJWT: cases come as JSON on standard input, verdicts go out as JSON."""

import json
import sys

import jwt

LEEWAY_SECONDS = 5


def verify(case, clients):
    """The claims of a token that holds; why it does not, otherwise."""
    token, algorithm = case["token"], case["algorithm"]
    try:
        if algorithm == "HS256":
            key = case["secret"]
        else:
            client = clients.setdefault(case["jwksUrl"], jwt.PyJWKClient(case["jwksUrl"]))
            key = client.get_signing_key_from_jwt(token).key
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=case["issuer"],
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "sub"]},
        )
        if jwt.get_unverified_header(token).get("typ") != case["typ"]:
            return {"refused": "another kind of token"}
        return {"claims": claims}
    except jwt.exceptions.PyJWTError as error:
        return {"refused": type(error).__name__}


clients = {}
json.dump([verify(case, clients) for case in json.load(sys.stdin)], sys.stdout)
