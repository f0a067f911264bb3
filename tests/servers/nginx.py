"""The distributed form's gateway on this machine: its own files, other ports and other backends."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers.daemon import Daemon
from tests.servers.debian import program
from tests.servers.ports import answers, free_port

DEPLOY = Path("deploy")
UPSTREAM = "upstream {name} {{ {servers} }}\n"


class GatewayServer:
    """nginx as `start.sh` starts it. `plain`, `tls` and `inside` are its ports."""

    def __init__(self, backends: Mapping[str, Sequence[int]], *, with_tls: bool) -> None:
        """Prepare it; `backends` are the ports of each name's processes."""
        nginx = program(_nginx, package="nginx-light")
        self.plain, self.tls, self.inside = free_port(), free_port(), free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="shirong-gateway-"))
        shown = self.folder / "shown"
        shutil.copytree(DEPLOY / "asyncapi" / "published", shown / "asyncapi")
        for program_of in ("m", "console"):
            assets = shown / "screens" / program_of / "assets"
            assets.mkdir(parents=True)
            (assets / "index-AB12.js").write_text("// program")
            (assets.parent / "index.html").write_text(f"<title>{program_of}</title>")
        self.certificate = self.folder / "tls" / "tls.crt"
        self.certificate.parent.mkdir()
        if with_tls:
            _certify(self.certificate.parent)
        elsewhere = {
            # First, as the folder lies there, too.
            "/tmp/": f"{self.folder}/",
            "/etc/nginx/shirong": self.folder,
            "/etc/nginx/tls": self.certificate.parent,
            "/usr/share/shirong": shown,
            "exec nginx": f"exec {nginx} -c {self.folder}/nginx.conf",
            "listen 8080": f"listen 127.0.0.1:{self.plain}",
            "listen 8443": f"listen 127.0.0.1:{self.tls}",
            "listen 8090": f"listen 127.0.0.1:{self.inside}",
            # Backends stand in the file; nginx looks a name up only if no upstream has it.
            "-api:8000": "-api",
            "objects:8333": "objects",
            "events {": "user root;\nevents {",
            "http {": f"http {{\n{''.join(_upstream(*each) for each in backends.items())}",
        }
        for file in (DEPLOY / "gateway").glob("*.*"):
            text = file.read_text("utf-8")
            for there, here in elsewhere.items():
                text = text.replace(there, str(here))
            (self.folder / file.name).write_text(re.sub(r"resolver [^;]+;", "", text))
        self._nginx = Daemon(["sh", self.folder / "start.sh"], folder=self.folder)

    def start(self) -> None:
        self._nginx.start(ready=lambda: answers(self.inside), within=30)

    def close(self) -> None:
        self._nginx.stop()
        shutil.rmtree(self.folder)


@contextmanager
def gateway(
    backends: Mapping[str, Sequence[int]], *, with_tls: bool = False
) -> Iterator[GatewayServer]:
    """A started gateway; gone at the end."""
    server = GatewayServer(backends, with_tls=with_tls)
    try:
        server.start()
        yield server
    finally:
        server.close()


def _nginx() -> Path | None:
    # Debian keeps it where only root looks.
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    return Path(found) if found else None


def _upstream(name: str, ports: Sequence[int]) -> str:
    servers = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)
    return UPSTREAM.format(name=name, servers=servers)


def _certify(folder: Path) -> None:
    """A certificate for 127.0.0.1 that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shirong-test")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
