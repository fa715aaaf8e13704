package org.versionservice.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address that was written as one; no name is ever looked up.
 *
 * @param address what it is
 */
record IpAddress(InetAddress address) {

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** Java takes nothing with a colon for a name. */
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]{1,45}");

  private static final int BYTES_OF_A_NETWORK = 8;

  /**
   * Reads an address; a port and the zone of a link-local one are left out. Empty if it is none.
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

  /** The address or, of IPv6, its network of 64 bits: whoever has one has all of it. */
  String group() {
    byte[] bytes = bytes();
    if (bytes.length <= BYTES_OF_A_NETWORK) {
      return toString();
    }
    Arrays.fill(bytes, BYTES_OF_A_NETWORK, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has as many bytes as before", impossible);
    }
  }

  @Override
  public String toString() {
    return address.getHostAddress();
  }
}
