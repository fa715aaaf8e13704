package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.versionservice.version.SemanticVersion;

/**
 * A badge that shows the version of an app.
 *
 * @param schemaVersion always 1
 * @param label the text on the left
 * @param message the version
 * @param color {@code blue} for a release from 1.0.0, {@code orange} for all other versions
 * @see <a href="https://shields.io/badges/endpoint-badge">shields.io: endpoint badge</a>
 */
@JsonbPropertyOrder({"schemaVersion", "label", "message", "color"})
public record Badge(
    @JsonbProperty("schemaVersion") int schemaVersion, String label, String message, String color) {

  private static final String LABEL = "version";
  private static final String STABLE = "blue";
  private static final String UNSTABLE = "orange";

  /** The distance between a text and the edges, in pixels. */
  private static final int MARGIN = 6;

  static Badge of(SemanticVersion version) {
    boolean stable = version.major() > 0 && !version.isPreRelease();
    return new Badge(1, LABEL, version.toString(), stable ? STABLE : UNSTABLE);
  }

  /**
   * Returns an SVG image, 20 pixels high. Its own background makes it readable on light and dark
   * pages, and given text widths make it look alike in all fonts.
   */
  String toSvg() {
    int left = width(label);
    int right = width(message);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="20" role="img" \
    aria-label="%4$s: %5$s"><title>%4$s: %5$s</title>\
    <clipPath id="c"><rect width="%1$s" height="20" rx="4"/></clipPath>\
    <g clip-path="url(#c)"><rect width="%2$s" height="20" fill="#4b5563"/>\
    <rect x="%2$s" width="%3$s" height="20" fill="%6$s"/></g>\
    <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">\
    <text x="%7$s" y="14" textLength="%8$s">%4$s</text>\
    <text x="%9$s" y="14" textLength="%10$s">%5$s</text></g></svg>
    """
        .formatted(
            left + right,
            left,
            right,
            label,
            message,
            color.equals(STABLE) ? "#1d63c7" : "#b45309",
            MARGIN,
            left - 2 * MARGIN,
            left + MARGIN,
            right - 2 * MARGIN);
  }

  private static int width(String text) {
    double width = text.chars().mapToDouble(Badge::width).sum();
    return (int) Math.ceil(width) + 2 * MARGIN;
  }

  /** Returns the approximate width of a character in Verdana at 11 pixels. */
  private static double width(int character) {
    return switch (character) {
      case 'i', 'j', 'l', 'I' -> 3.6;
      case '.', 'f', 't', 'r', '-' -> 4.4;
      case 'm', 'w', 'M', 'W' -> 10.2;
      case '+' -> 9.0;
      default -> Character.isUpperCase(character) ? 7.8 : 6.7;
    };
  }
}
