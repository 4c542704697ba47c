"""A small IMAP server on loopback: enough of RFC 3501 to fetch mail and mark it."""

import re
import socketserver
import ssl
import threading
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Mailbox:
    """Mails by their uid, and which of them were seen."""

    def __init__(self, name, user, password, mails):
        self.name, self.user, self.password = name, user, password
        self.mails = dict(enumerate(mails, start=7))
        self.seen, self.heard = set(), []


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self):
        self.is_known = False
        self.connection.settimeout(5)
        if self.server.is_wrapped:
            self.encrypt()
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            command, _, arguments = rest.partition(" ")
            self.server.box.heard.append(command.upper())
            answer = getattr(self, f"do_{command.lower()}")(arguments)
            self.say(f"{tag} {answer}")
            if command.upper() == "STARTTLS":
                self.encrypt()
            if command.upper() == "LOGOUT":
                return

    def encrypt(self):
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile.close()
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")

    def finish(self):
        super().finish()
        self.connection.close()

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    def do_capability(self, arguments):
        self.say("* CAPABILITY IMAP4rev1 STARTTLS")
        return "OK done"

    def do_starttls(self, arguments):
        return "OK begin"

    def do_login(self, arguments):
        user, password = words(arguments)
        box = self.server.box
        self.is_known = (user, password) == (box.user, box.password)
        return "OK welcome" if self.is_known else "NO wrong password"

    def do_select(self, arguments):
        if words(arguments) != [self.server.box.name]:
            return "NO no such mailbox"
        self.say(f"* {len(self.server.box.mails)} EXISTS")
        return "OK [READ-WRITE] selected"

    def do_uid(self, arguments):
        box = self.server.box
        command, _, rest = arguments.partition(" ")
        if command == "SEARCH":
            waiting = [uid for uid in box.mails if uid not in box.seen]
            self.say(" ".join(["* SEARCH", *map(str, waiting)]))
            return "OK found"
        uid = int(rest.split()[0])
        if command == "STORE":
            box.seen.add(uid)
            return "OK stored"
        most = int(re.search(r"<0\.(\d+)>", rest)[1])
        data = box.mails[uid][:most]
        self.wfile.write(
            f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(data)}}}\r\n".encode()
        )
        self.wfile.write(data)
        self.say(")")
        return "OK fetched"

    def do_logout(self, arguments):
        self.say("* BYE")
        return "OK bye"


def words(arguments):
    """Return quoted strings and atoms."""
    found = re.findall(r'"(?:[^"\\]|\\.)*"|\S+', arguments)
    return [
        re.sub(r"\\(.)", r"\1", QUOTED.fullmatch(each)[1]) if each[0] == '"' else each
        for each in found
    ]


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A client that refuses the certificate is no fault of this side."""


@contextmanager
def serve(box, certificate, *, is_wrapped):
    """Serve one mailbox; yield the port. ``is_wrapped``: TLS from the first byte."""
    with Server(("127.0.0.1", 0), Talk) as server:
        server.box, server.is_wrapped = box, is_wrapped
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(certificate)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def certificate(path):
    """Write a key and a certificate for loopback that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = timezone.now()
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8
    bare = serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, plain, bare) + signed.public_bytes(pem))
    return path
