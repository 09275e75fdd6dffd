package dev.caravan.camel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateRulesTest {
  private static final String LOCAL = "127.0.0.1";

  private final GateRules rules = new GateRules(WebOptions.of("127.0.0.1", 8000));

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LocalHost", "localhost.:9"})
  void shouldLetLoopbackNamesIn(String host) {
    assertEquals("", judge(get("/dashboard", host)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5:8000",
        "[::1",
        "localhost@evil.example",
        ""
      })
  void shouldRefuseAnyOtherHost(String host) {
    assertEquals("host", judge(get("/dashboard", host)));
  }

  @Test
  void shouldRefuseAMissingOrDoubledHost() {
    HttpRequest none = get("/", "localhost");
    none.headers().remove("Host");
    HttpRequest two = get("/", "localhost");
    two.headers().add("Host", "localhost");

    assertEquals("host", judge(none));
    assertEquals("host", judge(two));
  }

  @Test
  void shouldLetAllowedNamesAndTheBoundAddressIn() {
    GateRules wide =
        new GateRules(
            new WebOptions("192.168.1.5", 8000, Set.of("Caravan.Example.org"), Set.of(), 10));

    assertEquals("", judge(wide, get("/", "caravan.example.org"), LOCAL));
    assertEquals("", judge(wide, get("/", "192.168.1.5:8000"), LOCAL));
    assertEquals("host", judge(wide, get("/", "192.168.1.6:8000"), LOCAL));
  }

  @ParameterizedTest
  @CsvSource({"192.168.1.5:8000,''", "[fe80::1]:8000,''", "evil.example:8000,host", "1.2.3,host"})
  void shouldTakeAnyAddressButNoNameWhenBoundToAll(String host, String expected) {
    GateRules all = new GateRules(WebOptions.of("0.0.0.0", 8000));

    assertEquals(expected, judge(all, get("/", host), LOCAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"})
  void shouldRefuseMethodsThatChangeSomething(String method) {
    assertEquals("method", judge(request(HttpMethod.valueOf(method), "/", "localhost")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../../etc/passwd",
        "/assets/%2e%2E/x",
        "/assets/%2Fetc",
        "/assets/..%5c",
        "/a\\b",
        "//evil.example/",
        "/x%00.js",
        "http://evil.example/",
        "*"
      })
  void shouldRefusePathTricks(String uri) {
    assertEquals("path", judge(get(uri, "localhost")));
  }

  @Test
  void shouldRefuseForwardedRequestsUnlessTheProxyIsTrusted() {
    HttpRequest forwarded = get("/", "localhost");
    forwarded.headers().set("X-Forwarded-For", "203.0.113.9");
    GateRules trusting =
        new GateRules(new WebOptions("127.0.0.1", 8000, Set.of(), Set.of(LOCAL), 10));

    assertEquals("forwarded", judge(forwarded));
    assertEquals("", judge(trusting, forwarded, LOCAL));
    assertEquals("forwarded", judge(trusting, forwarded, "192.168.1.77"));
  }

  /** As an operator writes it, and as Java tells the address of a peer. */
  @Test
  void shouldTrustAProxyByItsShortIpv6Address() {
    HttpRequest forwarded = get("/", "localhost");
    forwarded.headers().set("X-Forwarded-For", "203.0.113.9");
    GateRules trusting =
        new GateRules(new WebOptions("::1", 8000, Set.of(), Set.of("::1", "FE80::1"), 10));

    assertEquals("", judge(trusting, forwarded, "0:0:0:0:0:0:0:1"));
    assertEquals(
        "", judge(trusting, forwarded, WebOptions.withoutScope("fe80:0:0:0:0:0:0:1%eth0")));
    assertEquals("forwarded", judge(trusting, forwarded, "0:0:0:0:0:0:0:2"));
  }

  @Test
  void shouldRefuseABody() {
    HttpRequest sized = get("/", "localhost");
    sized.headers().set("Content-Length", "5");
    HttpRequest chunked = get("/", "localhost");
    chunked.headers().set("Transfer-Encoding", "chunked");

    assertEquals("body", judge(sized));
    assertEquals("body", judge(chunked));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8000,''",
    "https://localhost:8000,''",
    "http://localhost:3000,origin",
    "http://evil.example,origin",
    "http://localhost:8000.evil.example,origin",
    "null,origin"
  })
  void shouldOpenAWebSocketOnlyForItsOwnPage(String origin, String expected) {
    HttpRequest upgrade = get("/ws/dashboard", "localhost:8000");
    upgrade.headers().set("Upgrade", "WebSocket").set("Origin", origin);

    assertEquals(expected, judge(upgrade));
  }

  @Test
  void shouldOpenAWebSocketForAProgramWithoutOrigin() {
    HttpRequest upgrade = get("/ws/dashboard", "localhost:8000");
    upgrade.headers().set("Upgrade", "websocket");

    assertEquals("", judge(upgrade));
  }

  private String judge(HttpRequest request) {
    return judge(rules, request, LOCAL);
  }

  private static String judge(GateRules rules, HttpRequest request, String remote) {
    return rules.judge(request, remote).map(Refusal::reason).orElse("");
  }

  private static HttpRequest get(String uri, String host) {
    return request(HttpMethod.GET, uri, host);
  }

  private static HttpRequest request(HttpMethod method, String uri, String host) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, uri);
    request.headers().set("Host", host);
    return request;
  }
}
