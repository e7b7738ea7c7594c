"""Who a Bambu Lab printer is: its certificate is its own, so what is compared is the name in it, and its fingerprint if known.

The certificate is fetched before anything secret is said; everything after that talks to the bearer of that certificate only.
"""

import socket
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.dispatch.driver import RefusedError
from app.drivers.printers.http_printer import CONNECT_S, offline, strange
from app.i18n import text


def context_for(host: str, port: int, serial: str, fingerprint: str = "") -> ssl.SSLContext:
    """A context that takes this printer's certificate and no other. Raises OfflineError, RefusedError."""
    certificate = _certificate(host, port)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    wanted = "".join(fingerprint.lower().split()).replace(":", "")
    if wanted:
        if certificate.fingerprint(hashes.SHA256()).hex() != wanted:
            raise RefusedError(
                text("The certificate of the printer is another one than before: is it the same printer?")
            )
    elif not any(name.value == serial for name in names):
        raise RefusedError(text("The printer at this address has another serial number."))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # its certificate bears its serial number, not its address
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags = (context.verify_flags | ssl.VERIFY_X509_PARTIAL_CHAIN) & ~ssl.VERIFY_X509_STRICT
    context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(certificate.public_bytes(Encoding.DER)))
    return context


def _certificate(host: str, port: int) -> x509.Certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # only to read it
    try:
        with (
            socket.create_connection((host, port), timeout=CONNECT_S) as line,
            context.wrap_socket(line) as wrapped,
        ):
            raw = wrapped.getpeercert(binary_form=True)
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise offline() from None
    except ssl.SSLError:
        raise strange() from None
    except OSError:
        raise offline() from None
    if not raw:
        raise strange()
    try:
        return x509.load_der_x509_certificate(raw)
    except ValueError:
        raise strange() from None
