package org.versionservice.config;

/** Thrown if a setting is invalid; the service does not start. */
public final class InvalidSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param name the setting
   * @param reason what is expected; must not repeat the value, which may be a secret
   */
  InvalidSettingException(String name, String reason) {
    super("setting " + name + " is wrong: " + reason);
  }
}
