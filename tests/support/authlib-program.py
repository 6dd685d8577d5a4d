"""An application in Python that signs in by Authlib: it says where to send the person, is told where they came back, and says what it got."""

import json
import sys

from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

config = json.loads(sys.stdin.readline())
issuer = config["issuer"]


def say(message):
    print(json.dumps(message), flush=True)


client = OAuth2Session(
    config["clientId"],
    config["clientSecret"],
    scope="openid email offline_access",
    redirect_uri=config["redirectUri"],
    code_challenge_method="S256",
    token_endpoint_auth_method=config["method"],
    token_endpoint=f"{issuer}/oauth/token",
)
metadata = client.get(f"{issuer}/.well-known/openid-configuration", withhold_token=True).json()
verifier = "authlib-" + "v" * 48
url, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-1")
say({"url": url})

callback = json.loads(sys.stdin.readline())["url"]
token = client.fetch_token(
    metadata["token_endpoint"], authorization_response=callback, state=state, code_verifier=verifier
)
keys = JsonWebKey.import_key_set(client.get(metadata["jwks_uri"], withhold_token=True).json())
claims = jwt.decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"value": issuer}, "aud": {"value": config["clientId"]}},
    claims_params={"nonce": "n-1", "client_id": config["clientId"], "access_token": token["access_token"]},
)
claims.validate(leeway=5)
person = client.get(metadata["userinfo_endpoint"]).json()
refreshed = client.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
active = client.introspect_token(metadata["introspection_endpoint"], token=refreshed["access_token"]).json()
client.revoke_token(metadata["revocation_endpoint"], token=refreshed["refresh_token"])
dead = client.introspect_token(metadata["introspection_endpoint"], token=refreshed["access_token"]).json()
own = OAuth2Session(config["clientId"], config["clientSecret"], token_endpoint_auth_method=config["method"])
machine = own.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
say(
    {
        "subject": claims["sub"],
        "email": person["email"],
        "rotated": refreshed["refresh_token"] != token["refresh_token"],
        "active": active["active"],
        "dead": dead,
        "machine": "refresh_token" not in machine and machine["token_type"],
    }
)
