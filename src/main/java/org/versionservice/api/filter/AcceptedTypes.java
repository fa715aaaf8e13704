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
 * The parsed value of {@code Accept}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1">RFC 9110 §12.5.1</a>
 */
public record AcceptedTypes(List<Range> ranges) {

  /** A type that no resource produces. */
  private static final String NOTHING = "application/vnd.nothing";

  private static final Pattern RANGE =
      Pattern.compile("\\s*+([^\\s/;,]++)/([^\\s/;,]++)\\s*+((?:;[^,]*+)?)");
  private static final Pattern WEIGHT =
      Pattern.compile(";\\s*+q=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*+(?:;|$)");

  /**
   * A media range.
   *
   * @param type the type, or an asterisk
   * @param subtype the subtype, or an asterisk
   * @param weight from 0, for a type that is not accepted, to 1
   */
  record Range(String type, String subtype, double weight) {

    boolean matches(MediaType candidate) {
      return (type.equals("*") || type.equals(candidate.getType()))
          && (subtype.equals("*") || subtype.equals(candidate.getSubtype()));
    }

    /** Returns the precision: of two ranges that match, the more precise one decides. */
    int precision() {
      return (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1);
    }
  }

  /** Parses the value of a header; empty if it is not a list of media ranges. */
  public static Optional<AcceptedTypes> parse(String text) {
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

  /** Returns the weight of a type; 0 if it is not accepted. */
  public double weight(MediaType type) {
    return ranges.stream()
        .filter(range -> range.matches(type))
        .max(Comparator.comparing(Range::precision))
        .map(Range::weight)
        .orElse(0.0);
  }

  boolean excludesAny() {
    return ranges.stream().anyMatch(range -> range.weight() == 0);
  }

  /** Returns an equivalent header for responses of some types, without wildcards. */
  String among(List<MediaType> types) {
    String wanted =
        types.stream()
            .filter(type -> weight(type) > 0)
            .map(type -> type + ";q=" + weight(type))
            .collect(Collectors.joining(", "));
    return wanted.isEmpty() ? NOTHING : wanted;
  }
}
