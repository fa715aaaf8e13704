package org.versionservice.access;

import jakarta.servlet.http.HttpServletResponse;

/** Ends connections whose clients may otherwise go on to cost what they should not. */
public final class HttpConnection {

  private HttpConnection() {}

  /**
   * Makes an answer the last one on its connection.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112 §9.6</a>
   */
  public static void closeAfter(HttpServletResponse response) {
    response.setHeader("Connection", "close");
  }
}
