"""What a Bambu Lab printer says and hears, over MQTT: its whole state once, then only what changes."""

import json
import ssl
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from app.drivers.printers.http_printer import cut, member, offline, wrong_key

USER = "bblp"
CONNECT_S, FIRST_STATE_S, ANSWER_S = 6.0, 8.0, 10.0
KEEP_ALIVE_S = 30
FULL_STATE_S = 300.0
"""Some models stumble where they are asked for everything more often than every five minutes."""


class BambuLine:
    """The line to one printer; stays open, since the printer sends only changes. ``state``: what it said last, merged."""

    def __init__(self, host: str, port: int, serial: str, code: str) -> None:
        self._host, self._port, self._serial, self._code = host, port, serial, code
        self._client: mqtt.Client | None = None
        self._changed = threading.Condition()
        self._state: dict[str, Any] = {}
        self._whole = False
        self._answers: dict[str, dict[str, Any]] = {}
        self._refused = self._gone = False
        self._asked_at = 0.0

    def close(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            client.disconnect()
            client.loop_stop()

    def state(self, context: Callable[[], ssl.SSLContext]) -> dict[str, Any]:
        """How it is now. Raises OfflineError, RefusedError."""
        if self._client is None or self._gone:
            self._connect(context())
        elif time.monotonic() - self._asked_at > FULL_STATE_S:
            self._ask_for_all()
        with self._changed:
            return dict(self._state)

    def order(self, context: Callable[[], ssl.SSLContext], command: str, **values: Any) -> dict[str, Any]:
        """Tell it to do something; its answer, {} where it says nothing in time.

        Raises OfflineError where it cannot have heard, CutError where the line broke after it may have.
        """
        self.state(context)
        number = str(uuid.uuid4().int % 2_000_000_000)
        client = self._client
        assert client is not None
        # quality of service 0: what is not acknowledged must not be repeated by itself later
        sent = client.publish(
            f"device/{self._serial}/request",
            json.dumps({"print": {"sequence_id": number, "command": command, **values}}),
        )
        if sent.rc != mqtt.MQTT_ERR_SUCCESS:
            raise offline()
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers or self._gone, ANSWER_S)
            if number not in self._answers and self._gone:
                raise cut(whole=True)
            return self._answers.pop(number, {})

    # ---- inside -------------------------------------------------------------

    def _connect(self, context: ssl.SSLContext) -> None:
        self.close()
        self._state, self._whole, self._refused, self._gone = {}, False, False, False
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"statuette-{uuid.uuid4().hex[:12]}",
            reconnect_on_failure=False,  # we connect ourselves, under a new name
        )
        client.username_pw_set(USER, self._code)
        client.tls_set_context(context)
        client.tls_insecure_set(True)  # the context takes this certificate only; it bears no address
        client.on_connect, client.on_message, client.on_disconnect = (
            self._on_connect,
            self._on_message,
            self._on_disconnect,
        )
        client.connect_timeout = CONNECT_S
        try:
            client.connect(self._host, self._port, keepalive=KEEP_ALIVE_S)
        except (OSError, ValueError):
            raise offline() from None
        client.loop_start()
        self._client = client
        with self._changed:
            arrived = self._changed.wait_for(
                lambda: self._whole or self._refused or self._gone, CONNECT_S + FIRST_STATE_S
            )
        if self._refused:
            self.close()
            raise wrong_key()
        if not arrived or self._gone:
            self.close()
            raise offline()

    def _ask_for_all(self) -> None:
        self._asked_at = time.monotonic()
        if self._client is not None:
            self._client.publish(
                f"device/{self._serial}/request", json.dumps({"pushing": {"sequence_id": "0", "command": "pushall"}})
            )

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            with self._changed:
                self._refused = True
                self._changed.notify_all()
            return
        client.subscribe(f"device/{self._serial}/report")
        self._ask_for_all()

    def _on_disconnect(self, client: mqtt.Client, *_: Any) -> None:
        with self._changed:
            if self._client in {None, client}:
                self._gone = True
            self._changed.notify_all()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            told = member(json.loads(message.payload), "print")
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        with self._changed:
            if told.get("command") == "push_status":
                self._state.update(told)
                self._whole = self._whole or "gcode_state" in told
            elif "result" in told or "reason" in told or "err_code" in told:
                self._answers[str(told.get("sequence_id"))] = told
            self._changed.notify_all()
