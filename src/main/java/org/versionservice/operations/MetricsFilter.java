package org.versionservice.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Exports times in seconds, the base unit, and adds missing help texts.
 *
 * <p>Times are recorded in microseconds, because the server scales only some values of a metric
 * with a unit. It exports means without a help text.
 *
 * @see <a href="https://prometheus.io/docs/practices/naming/#base-units">Prometheus: base units</a>
 */
@WebFilter(urlPatterns = "/metrics/*", asyncSupported = true)
public final class MetricsFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final double MICROSECONDS = 1e6;

  private static final Pattern TIME =
      Pattern.compile("(versionservice_\\w+?)_microseconds(\\w*+)((?:\\{[^}]*+})?) (\\S++)");
  private static final Pattern TIME_IN_COMMENT =
      Pattern.compile("(# (?:HELP|TYPE) versionservice_\\w+?)_microseconds(.*+)");
  private static final Pattern MEAN = Pattern.compile("# TYPE (versionservice_\\w+_mean) gauge");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BufferedResponse buffered = new BufferedResponse(response);
    chain.doFilter(request, buffered);
    buffered.send(inSeconds(new String(buffered.body(), UTF_8)));
  }

  static String inSeconds(String exported) {
    return exported
        .lines()
        .map(MetricsFilter::line)
        .map(line -> line + '\n')
        .collect(Collectors.joining());
  }

  private static String line(String line) {
    Matcher time = TIME.matcher(line);
    if (time.matches()) {
      boolean count = time.group(2).equals("_count");
      String value =
          count ? time.group(4) : Double.toString(Double.parseDouble(time.group(4)) / MICROSECONDS);
      return time.group(1) + "_seconds" + time.group(2) + time.group(3) + ' ' + value;
    }
    String comment = TIME_IN_COMMENT.matcher(line).replaceFirst("$1_seconds$2");
    Matcher mean = MEAN.matcher(comment);
    return mean.matches()
        ? "# HELP " + mean.group(1) + " Mean of the last minutes, by samples\n" + comment
        : comment;
  }
}
