"""Asks the STS of MinIO for keys by a token and prints the status of its answer."""

import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request

role, token = sys.argv[1:]
form = {
    "Action": "AssumeRoleWithWebIdentity",
    "Version": "2011-06-15",
    "RoleArn": role,
    "WebIdentityToken": token,
}
context = ssl.create_default_context(cafile="/certs/ca.crt")
try:
    answer = urllib.request.urlopen("https://minio:9000", urllib.parse.urlencode(form).encode(), context=context)
    print(answer.status)
except urllib.error.HTTPError as error:
    print(error.code)
