"""The wizard of a new server, as a browser without scripts goes through it: pages, forms and cookies."""
import html
import http.client
import http.cookies
import re
import ssl
import time
import urllib.parse


class Wrong(Exception):
    """A page that was not what it should have been."""


class Visitor:
    """A browser at one address: keeps cookies, follows redirects, sends forms with what their pages hid in them."""

    def __init__(self, port):
        self.port, self.cookies, self.path, self.page = port, {}, "", ""

    def request(self, method, path, fields=None):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # it vouches for itself
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=120, context=context)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        connection.request(method, path, urllib.parse.urlencode(fields) if fields is not None else None, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        self.path, self.page = path, answer.read().decode()
        connection.close()
        if answer.status in (302, 303):
            where = urllib.parse.urlsplit(answer.headers["Location"])
            return self.request("GET", where.path + (f"?{where.query}" if where.query else ""))
        return answer.status

    def open(self, path):
        status = self.request("GET", path)
        if status != 200:
            raise Wrong(f"{path} answered {status}")

    def send(self, fields):
        """Sends the form of the page that is open, and gives the path that it leads to."""
        at = self.path
        token = re.search(rf'action="{re.escape(at)}">\s*<input type="hidden" name="csrf" value="([^"]*)"', self.page)
        if not token:
            raise Wrong(f"{at} has no form: {self.text()}")
        status = self.request("POST", at, {"csrf": html.unescape(token[1]), **fields})
        if status != 200:
            raise Wrong(f"{at} answered {status}: {self.text()}")
        return self.path

    def text(self):
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.page.partition("<main")[2])).split())


def set_up(port, code, host, handle, email, password):
    """Goes through every step; `host` need not exist, since nobody outside is asked."""
    visitor = Visitor(port)

    def step(name, fields, then):
        at = visitor.path
        if at != f"/setup/{name}":
            raise Wrong(f"at {at}, not at the step {name}: {visitor.text()}")
        if visitor.send(fields) != then:
            raise Wrong(f"{name} led to {visitor.path}: {visitor.text()}")

    visitor.open("/")  # whatever is asked for leads there
    if visitor.path != "/setup":
        raise Wrong(f"a new server shows {visitor.path}")
    if visitor.request("POST", "/setup", {"csrf": "", "code": code}) == 200:
        raise Wrong("a form of nobody's was taken")
    visitor.open("/setup")
    visitor.send({"code": code})
    step("domain", {"hostname": host}, "/setup/domain")
    step("domain", {"seen": "1"}, "/setup/reach")
    step("reach", {"way": "ports"}, "/setup/certificate")
    step("certificate", {"from": "self-signed"}, "/setup/mail")
    step("mail", {"none": "1"}, "/setup/restart")
    step("restart", {}, "/setup/restart")
    wait_until(visitor, "/setup/administrator")
    step("administrator", {"password": "words of the administrator"}, "/setup/account")
    account = {"handle": handle, "email": email, "password": password}
    for _ in range(60):  # signed, so that it waits for the clock
        try:
            step("account", account, "/setup/network")
            break
        except Wrong as error:
            if "answered 422" not in str(error) or "clock" not in str(error).lower():
                raise
            time.sleep(2)
            visitor.open("/setup/account")
    step("network", {"sent": "1"}, "/setup/hello")
    step("hello", {"text": "Hello from the windowsill"}, "/setup/done")
    if visitor.send({}) != "/setup/done":
        raise Wrong(f"the end led to {visitor.path}")
    wait_until_gone(visitor)


def wait_until(visitor, path):
    """Looks again and again while the server starts anew."""
    end = time.monotonic() + 180
    while True:
        try:
            visitor.open("/setup")
            if visitor.path == path:
                return
        except (OSError, http.client.HTTPException, Wrong):
            pass
        if time.monotonic() > end:
            raise Wrong(f"after the restart there is {visitor.path}, not {path}: {visitor.text()}")
        time.sleep(0.5)


def wait_until_gone(visitor):
    end = time.monotonic() + 180
    while time.monotonic() < end:
        try:
            if visitor.request("GET", "/setup") == 404:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.5)
    raise Wrong("the wizard is still there")
