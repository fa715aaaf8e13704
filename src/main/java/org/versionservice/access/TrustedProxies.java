package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Host} are trusted.
 *
 * @param networks the networks of their addresses
 */
public record TrustedProxies(List<Network> networks) {

  /** No proxy is trusted: the peer of the connection is the client. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final Pattern CIDR = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

  /** The addresses that share the first {@code bits} bits with {@code address}. */
  record Network(IpAddress address, int bits) {

    boolean contains(IpAddress other) {
      byte[] own = address.bytes();
      byte[] others = other.bytes();
      boolean same = own.length == others.length;
      for (int bit = 0; same && bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        same = ((own[bit / Byte.SIZE] ^ others[bit / Byte.SIZE]) & mask) == 0;
      }
      return same;
    }

    private static Network parse(String text) {
      Matcher cidr = CIDR.matcher(text.strip());
      if (cidr.matches()) {
        Optional<IpAddress> address = IpAddress.parse(cidr.group(1));
        if (address.isPresent()) {
          int maxBits = address.get().bytes().length * Byte.SIZE;
          int bits = cidr.group(2) == null ? maxBits : Integer.parseInt(cidr.group(2));
          if (bits <= maxBits) {
            return new Network(address.get(), bits);
          }
        }
      }
      throw new IllegalArgumentException("comma-separated networks, such as 10.0.0.0/8 or ::1");
    }
  }

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /**
   * Parses a comma-separated list of networks.
   *
   * @throws IllegalArgumentException if one of them is not a network
   */
  public static TrustedProxies parse(String text) {
    return new TrustedProxies(Arrays.stream(text.split(",", -1)).map(Network::parse).toList());
  }

  boolean sent(HttpServletRequest request) {
    return IpAddress.parse(request.getRemoteAddr()).filter(this::contain).isPresent();
  }

  /**
   * Returns the client's address: the last one in {@code X-Forwarded-For} that is not a trusted
   * proxy's. Any client can forge the ones before it.
   */
  IpAddress client(HttpServletRequest request) {
    IpAddress client =
        IpAddress.parse(request.getRemoteAddr())
            .orElseThrow(() -> new IllegalStateException("a connection without an address"));
    List<String> hops =
        Collections.list(request.getHeaders("X-Forwarded-For")).stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .toList();
    for (int i = hops.size() - 1; i >= 0 && contain(client); i--) {
      Optional<IpAddress> hop = IpAddress.parse(hops.get(i));
      if (hop.isEmpty()) {
        return client;
      }
      client = hop.get();
    }
    return client;
  }

  private boolean contain(IpAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
