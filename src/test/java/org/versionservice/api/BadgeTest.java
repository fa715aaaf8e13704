package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versionservice.version.SemanticVersion;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Tests the content of a badge and that its image is valid SVG. */
class BadgeTest {

  @ParameterizedTest
  @CsvSource({
    "1.2.4, blue",
    "1.0.0+b.7, blue",
    "0.9.9, orange",
    "2.0.0-rc.1, orange",
  })
  void of_version_hasTheColorOfItsStability(String version, String color) {
    Badge badge = Badge.of(SemanticVersion.parse(version));
    assertThat(badge).isEqualTo(new Badge(1, "version", version, color));
  }

  @ParameterizedTest
  @CsvSource({"1.2.4, #1d63c7", "10.20.30-alpha-WIM.1+build.x-y, #b45309"})
  void toSvg_isAnImageWithItsTexts(String version, String background) throws Exception {
    Element svg = parsed(Badge.of(SemanticVersion.parse(version)).toSvg());
    assertThat(svg.getAttribute("aria-label")).isEqualTo("version: " + version);
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("version: " + version);
    Element message = (Element) svg.getElementsByTagName("text").item(1);
    assertThat(message.getTextContent()).isEqualTo(version);
    assertThat(number(message, "x") + number(message, "textLength") + 6)
        .isEqualTo(number(svg, "width"));
    Element right = (Element) svg.getElementsByTagName("rect").item(2);
    assertThat(right.getAttribute("fill")).isEqualTo(background);
    assertThat(number(right, "x") + number(right, "width")).isEqualTo(number(svg, "width"));
  }

  @Test
  void toSvg_isAsWideAsItsVersionIsLong() throws Exception {
    int shorter = number(parsed(Badge.of(SemanticVersion.of(1, 2, 3)).toSvg()), "width");
    int longer = number(parsed(Badge.of(SemanticVersion.of(100, 200, 300)).toSvg()), "width");
    assertThat(longer).isBetween(shorter + 35, shorter + 50);
  }

  @Test
  void toSvg_inALocaleWithOtherDigits_hasAsciiDigits() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
    try {
      Element svg = parsed(Badge.of(SemanticVersion.of(1, 2, 3)).toSvg());
      assertThat(svg.getAttribute("width")).matches("[0-9]+");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }

  private static Element parsed(String svg)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }
}
