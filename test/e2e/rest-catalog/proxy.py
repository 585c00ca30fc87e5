"""One host name for two servers: /api/v1/iceberg is the Iceberg REST catalog, everything else is lakeFS."""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CATALOG = "/api/v1/iceberg"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "expect"}


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        catalog = self.path.startswith(CATALOG + "/")
        target = http.client.HTTPConnection("127.0.0.1", 8181) if catalog else http.client.HTTPConnection("lakefs-server", 8000)
        path = self.path[len(CATALOG) :] if catalog else self.path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                target.putheader(name, value)
        target.endheaders(body)
        answer = target.getresponse()
        content = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
        if length is not None and answer.status not in (204, 304):
            self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(content)
        target.close()
        self.log_request(answer.status)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = forward


ThreadingHTTPServer(("", 8000), Proxy).serve_forever()
