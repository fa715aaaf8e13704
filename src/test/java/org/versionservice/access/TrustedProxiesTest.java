package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which addresses belong to a network, and that no name is looked up. */
class TrustedProxiesTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "'127.0.0.1, ::1', 0:0:0:0:0:0:0:1, true",
  })
  void network_containsItsAddresses(String networks, String address, boolean expected) {
    IpAddress parsed = IpAddress.parse(address).orElseThrow();
    assertThat(
            TrustedProxies.parse(networks).networks().stream()
                .anyMatch(network -> network.contains(parsed)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:8080, 10.0.0.1",
    "'[2001:db8::1]:443', 2001:db8:0:0:0:0:0:1",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    "' 10.0.0.1 ', 10.0.0.1",
  })
  void parse_leavesPortAndZoneOut(String text, String expected) {
    assertThat(IpAddress.parse(text)).hasToString("Optional[" + expected + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "unknown", "beef", "1.2.3", "256.1.1.1", "localhost", "a:b:c", ":", "::g"})
  void parse_ofWhatIsNoAddress_isNothing(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.1", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64"})
  void group_isWhatOneClientHas(String address, String expected) {
    assertThat(IpAddress.parse(address).orElseThrow().group()).isEqualTo(expected);
  }
}
