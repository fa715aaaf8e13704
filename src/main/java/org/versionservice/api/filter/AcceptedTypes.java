package org.versionservice.api.filter;

import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value of {@code Accept}.
 *
 * @param ranges its parts, in their order
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1">RFC 9110 §12.5.1</a>
 */
public record AcceptedTypes(List<Range> ranges) {

  /** A type that nothing has. */
  private static final String NOTHING = "application/vnd.nothing";

  private static final Pattern RANGE =
      Pattern.compile("\\s*+([^\\s/;,]++)/([^\\s/;,]++)\\s*+((?:;[^,]*+)?)");
  private static final Pattern WEIGHT =
      Pattern.compile(";\\s*+q=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*+(?:;|$)");

  /**
   * A media type, or an asterisk for its parts.
   *
   * @param weight 0 if the type is not wanted, 1 at most
   */
  record Range(String type, String subtype, double weight) {

    boolean matches(MediaType candidate) {
      return (type.equals("*") || type.equals(candidate.getType()))
          && (subtype.equals("*") || subtype.equals(candidate.getSubtype()));
    }

    /** The more specific of two ranges that match decides. */
    int precision() {
      return (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1);
    }
  }

  /** Reads a header's value; empty if it is no list of media ranges. */
  public static Optional<AcceptedTypes> read(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      Matcher range = RANGE.matcher(part);
      if (range.matches()) {
        ranges.add(new Range(range.group(1), range.group(2), weight(range.group(3))));
      } else if (!part.isBlank()) {
        return Optional.empty();
      }
    }
    return Optional.of(new AcceptedTypes(ranges));
  }

  private static double weight(String parameters) {
    Matcher weight = WEIGHT.matcher(parameters);
    return weight.find() ? Double.parseDouble(weight.group(1)) : 1;
  }

  /** How much a type is wanted; 0 if it is not. */
  public double weight(MediaType type) {
    return ranges.stream()
        .filter(range -> range.matches(type))
        .max(Comparator.comparing(Range::precision))
        .map(Range::weight)
        .orElse(0.0);
  }

  /** Returns whether a range has the weight 0. */
  boolean excludesAny() {
    return ranges.stream().anyMatch(range -> range.weight() == 0);
  }

  /** The value of a header that accepts those of some types that are wanted, and no range. */
  String among(List<MediaType> types) {
    String wanted =
        types.stream()
            .filter(type -> weight(type) > 0)
            .map(type -> type + ";q=" + weight(type))
            .collect(Collectors.joining(", "));
    return wanted.isEmpty() ? NOTHING : wanted;
  }
}
