package org.versionservice.proof;

import java.math.BigInteger;
import java.util.List;

/**
 * A version as the checker reads it: its own implementation of SemVer §11, so that it finds
 * mistakes of the service's.
 *
 * @param numbers major, minor, patch
 * @param preRelease the identifiers after the hyphen; without build metadata, so versions of the
 *     same precedence are equal
 */
public record SeenVersion(List<BigInteger> numbers, List<String> preRelease)
    implements Comparable<SeenVersion> {

  public static SeenVersion parse(String text) {
    String[] parts = text.split("\\+", 2)[0].split("-", 2);
    return new SeenVersion(
        List.of(parts[0].split("\\.")).stream().map(BigInteger::new).toList(),
        parts.length == 1 ? List.of() : List.of(parts[1].split("\\.")));
  }

  @Override
  public int compareTo(SeenVersion other) {
    for (int i = 0; i < 3; i++) {
      int order = numbers.get(i).compareTo(other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    return comparePreReleases(preRelease, other.preRelease);
  }

  private static int comparePreReleases(List<String> a, List<String> b) {
    if (a.isEmpty() != b.isEmpty()) {
      return a.isEmpty() ? 1 : -1;
    }
    for (int i = 0; i < a.size() && i < b.size(); i++) {
      int order = compareIdentifiers(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return a.size() - b.size();
  }

  private static int compareIdentifiers(String a, String b) {
    boolean aIsNumber = a.chars().allMatch(Character::isDigit);
    boolean bIsNumber = b.chars().allMatch(Character::isDigit);
    if (aIsNumber && bIsNumber) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    } else if (aIsNumber || bIsNumber) {
      return aIsNumber ? -1 : 1;
    }
    return a.compareTo(b);
  }

  @Override
  public String toString() {
    String release = numbers.get(0) + "." + numbers.get(1) + "." + numbers.get(2);
    return preRelease.isEmpty() ? release : release + "-" + String.join(".", preRelease);
  }
}
