package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that pages of other sites cannot make changes, with old and new browsers. */
class WriteOriginsTest {

  private static final TrustedProxies PROXY = TrustedProxies.parse("10.0.0.0/8");
  private static final WriteOrigins ONE =
      new WriteOrigins(false, Set.of("https://ci.example"), PROXY);
  private static final WriteOrigins ANY = new WriteOrigins(true, Set.of(), PROXY);

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site: same-origin, true",
    "Sec-Fetch-Site: none, true",
    "Sec-Fetch-Site: cross-site, false",
    "Sec-Fetch-Site: same-site, false",
    "Sec-Fetch-Site: cross-site; Origin: https://versions.example, false",
    "Sec-Fetch-Site: same-origin; Origin: https://behind.example, true",
    "Sec-Fetch-Site: cross-site; Origin: https://CI.example, true",
    "Origin: https://ci.example, true",
    "Origin: https://versions.example, true",
    "Origin: https://versions.example:443, true",
    "Origin: https://versions.example:8443, false",
    "Origin: https://evil.example, false",
    "Origin: null, false",
    "Accept: */*, true",
  })
  void allow_asTheBrowserSays(String headers, boolean expected) {
    assertThat(ONE.allow(request("POST", "192.0.2.1", headers))).isEqualTo(expected);
    assertThat(ONE.allow(request("GET", "192.0.2.1", headers))).as("a read").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "FOO"})
  void allow_eachChange_isChecked(String method) {
    assertThat(ONE.allow(request(method, "192.0.2.1", "Sec-Fetch-Site: cross-site"))).isFalse();
  }

  /** A browser adds these credentials by itself. */
  @ParameterizedTest
  @CsvSource({"Bearer vs_x, true", "Basic Y2k6eA==, false", "basic Y2k6eA==, false"})
  void allow_anyPage_butNotByBasicAuthentication(String credentials, boolean expected) {
    String headers =
        "Origin: https://x.example; Sec-Fetch-Site: cross-site; Authorization: " + credentials;
    assertThat(ANY.allow(request("POST", "192.0.2.1", headers))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, true", "192.0.2.1, false"})
  void allow_forwardedHost_ofATrustedProxyAlone(String address, boolean expected) {
    String headers = "Origin: https://outside.example; X-Forwarded-Host: outside.example";
    assertThat(ONE.allow(request("POST", address, headers))).isEqualTo(expected);
  }

  /** Returns a request that has only the members that the test needs. */
  private static HttpServletRequest request(String method, String address, String headers) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.put("Host", "versions.example");
    for (String header : headers.split("; ", -1)) {
      String[] pair = header.split(": ", 2);
      values.put(pair[0], pair[1]);
    }
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            WriteOriginsTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getRemoteAddr" -> address;
                  case "getHeader" -> values.get(arguments[0]);
                  case "getHeaders" ->
                      Collections.enumeration(
                          values.containsKey(arguments[0])
                              ? List.of(values.get(arguments[0]))
                              : List.of());
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }
}
