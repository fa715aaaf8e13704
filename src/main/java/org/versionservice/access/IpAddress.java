package org.versionservice.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address, parsed without any name lookup. */
record IpAddress(InetAddress address) {

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** Java never looks up a text with a colon as a name. */
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]{1,45}");

  private static final int NETWORK_BYTES = 8;

  /**
   * Parses an address, and ignores a port and an IPv6 zone; empty if the text is not an address.
   */
  static Optional<IpAddress> parse(String text) {
    String bare = text.strip().replaceFirst("^\\[([^]]*)](:\\d{1,5})?$", "$1");
    String literal = bare.replaceFirst("^([\\d.]+):\\d{1,5}$", "$1").replaceFirst("%.*$", "");
    if (!V4.matcher(literal).matches() && !V6.matcher(literal).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new IpAddress(InetAddress.getByName(literal)));
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }

  byte[] bytes() {
    return address.getAddress();
  }

  /** Returns the IPv4 address or the /64 network of IPv6, all of which belongs to one client. */
  String group() {
    byte[] bytes = bytes();
    if (bytes.length <= NETWORK_BYTES) {
      return toString();
    }
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("the length of the address is valid", impossible);
    }
  }

  @Override
  public String toString() {
    return address.getHostAddress();
  }
}
