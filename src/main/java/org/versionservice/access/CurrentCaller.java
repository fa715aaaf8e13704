package org.versionservice.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.versionservice.version.Principal;

/** The one who sent the request that the thread is at. */
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
