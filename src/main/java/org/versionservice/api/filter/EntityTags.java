package org.versionservice.api.filter;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsed value of {@code If-Match} or {@code If-None-Match}.
 *
 * @param any whether it is an asterisk
 * @param strong the strong tags, without quotes
 * @param weak the weak tags, without prefix and quotes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110 §8.8.3</a>
 */
public record EntityTags(boolean any, Set<String> strong, Set<String> weak) {

  private static final Pattern TAG =
      Pattern.compile("[ \\t,]*+(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"[ \\t]*+(?=,|$)");

  /** Parses the value of a header; empty if it is neither an asterisk nor a list of tags. */
  public static Optional<EntityTags> parse(String text) {
    if (text.strip().equals("*")) {
      return Optional.of(new EntityTags(true, Set.of(), Set.of()));
    }
    Set<String> strong = new HashSet<>();
    Set<String> weak = new HashSet<>();
    Matcher tag = TAG.matcher(text);
    int end = 0;
    while (end < text.length() && tag.region(end, text.length()).lookingAt()) {
      (tag.group(1) == null ? strong : weak).add(tag.group(2));
      end = tag.end();
    }
    return end < text.length() || strong.size() + weak.size() == 0
        ? Optional.empty()
        : Optional.of(new EntityTags(false, strong, weak));
  }

  /** Compares by the weak comparison of RFC 9110, for {@code If-None-Match}. */
  boolean matchWeakly(String tag) {
    return any || strong.contains(tag) || weak.contains(tag);
  }

  /** Compares by the strong comparison of RFC 9110, for {@code If-Match}. */
  boolean matchStrongly(String tag) {
    return any || strong.contains(tag);
  }
}
