"""Takes TLS off connections to port 8443 and passes them on to port 8181."""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter


async def pump(source: StreamReader, target: StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    finally:
        target.close()


async def serve(reader: StreamReader, writer: StreamWriter) -> None:
    answers, requests = await asyncio.open_connection("127.0.0.1", 8181)
    await asyncio.gather(pump(reader, requests), pump(answers, writer), return_exceptions=True)


async def main() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain("/certs/tls.crt", "/certs/tls.key")
    server = await asyncio.start_server(serve, "", 8443, ssl=context)
    await server.serve_forever()


asyncio.run(main())
