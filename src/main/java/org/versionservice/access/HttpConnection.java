package org.versionservice.access;

import jakarta.servlet.http.HttpServletResponse;

/** Closes connections of clients that could otherwise cause more load. */
public final class HttpConnection {

  private HttpConnection() {}

  /**
   * Makes a response the last one on its connection.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112 §9.6</a>
   */
  public static void closeAfter(HttpServletResponse response) {
    response.setHeader("Connection", "close");
  }
}
