package org.versionservice.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.versionservice.version.Principal;

/** The caller of the current thread's request. */
@ApplicationScoped
public class CurrentCaller {

  @Inject private HttpServletRequest request;

  public Caller get() {
    return Caller.of(request);
  }

  public Principal principal() {
    return get().principal();
  }
}
