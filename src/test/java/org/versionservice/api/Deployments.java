package org.versionservice.api;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that users deploy, for tests on Payara. */
final class Deployments {

  private Deployments() {}

  static WebArchive war() {
    File war = new File(System.getProperty("version-service.war", "target/version-service.war"));
    return ShrinkWrap.create(ZipImporter.class, war.getName()).importFrom(war).as(WebArchive.class);
  }
}
