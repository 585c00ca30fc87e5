"""Makes the lakeFS repository kronodroid, once lakeFS answers. Nothing happens when it is there already."""

import base64
import json
import os
import time
import urllib.error
import urllib.request

keys = f"{os.environ['LAKEFS_ACCESS_KEY_ID']}:{os.environ['LAKEFS_SECRET_ACCESS_KEY']}"
request = urllib.request.Request(
    f"{os.environ['LAKEFS_ENDPOINT_URL']}/api/v1/repositories",
    json.dumps({"name": "kronodroid", "storage_namespace": "s3://lakefs/kronodroid"}).encode(),
    {
        "Content-Type": "application/json",
        "Authorization": f"Basic {base64.b64encode(keys.encode()).decode()}",
    },
)
for attempt in range(60):
    try:
        urllib.request.urlopen(request)
        break
    except urllib.error.HTTPError as error:
        if error.code == 409:
            break
        if error.code < 500:
            raise
    except OSError:
        pass
    time.sleep(1)
else:
    raise SystemExit("lakeFS did not answer within a minute")
