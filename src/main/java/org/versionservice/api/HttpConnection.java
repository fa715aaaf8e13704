package org.versionservice.api;

/** The header by which an answer is the last one on its connection (RFC 9112 §9.6). */
final class HttpConnection {

  static final String HEADER = "Connection";
  static final String CLOSE = "close";

  private HttpConnection() {}
}
