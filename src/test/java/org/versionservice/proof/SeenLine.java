package org.versionservice.proof;

import java.math.BigInteger;
import java.util.List;

/**
 * A release line as the checker reads it.
 *
 * @param numbers one or two, which all its versions begin with
 */
public record SeenLine(List<BigInteger> numbers) {

  public static SeenLine parse(String text) {
    return new SeenLine(List.of(text.split("\\.")).stream().map(BigInteger::new).toList());
  }

  boolean contains(SeenVersion version) {
    return version.numbers().subList(0, numbers.size()).equals(numbers);
  }

  @Override
  public String toString() {
    return String.join(".", numbers.stream().map(BigInteger::toString).toList());
  }
}
