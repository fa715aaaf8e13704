package org.versionservice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Set;

/** The packages, and which of them may use which. */
@AnalyzeClasses(
    packages = "org.versionservice",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "org.versionservice.";

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("org.versionservice.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule version_usesJavaOnly =
      classes()
          .that()
          .resideInAPackage(ROOT + "version..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT + "version..", "java..", "org.jspecify..");

  @ArchTest static final ArchRule storage_uses = packageOf("storage", "version");

  @ArchTest
  static final ArchRule storageGit_uses = packageOf("storage.git..", "storage", "version");

  @ArchTest
  static final ArchRule versionsfile_uses =
      packageOf("storage.git.versionsfile..", "storage", "version");

  @ArchTest
  static final ArchRule versionsfile_usesNoJgit =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "storage.git.versionsfile..")
          .should()
          .dependOnClassesThat(resideInAPackage("org.eclipse.jgit.."));

  @ArchTest
  static final ArchRule pack_uses =
      packageOf("storage.git.pack..", "storage.git.versionsfile", "storage");

  @ArchTest
  static final ArchRule repository_uses =
      packageOf(
          "storage.git.repository..",
          "storage.git.pack",
          "storage.git.versionsfile",
          "storage",
          "version");

  @ArchTest
  static final ArchRule remote_uses =
      packageOf("storage.git.remote..", "storage.git.repository", "storage.git.pack", "storage");

  @ArchTest
  static final ArchRule commit_uses =
      packageOf(
          "storage.git.commit..",
          "storage.git.remote",
          "storage.git.repository",
          "storage.git.pack",
          "storage.git.versionsfile",
          "storage",
          "version");

  @ArchTest
  static final ArchRule history_uses =
      packageOf(
          "storage.git.history..",
          "storage.git.repository",
          "storage.git.versionsfile",
          "storage",
          "version");

  @ArchTest
  static final ArchRule storageGit_isSeenByItsRoot =
      noClasses()
          .that(resideOutsideOfPackage(ROOT + "storage.git.."))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + "storage.git.*.."));

  @ArchTest
  static final ArchRule storageRedis_uses = packageOf("storage.redis..", "storage", "version");

  @ArchTest
  static final ArchRule service_uses =
      packageOf("service..", "discovery", "storage", "storage.git", "storage.redis", "version");

  @ArchTest
  static final ArchRule replicas_uses =
      packageOf("replicas..", "service", "storage", "storage.redis", "version");

  @ArchTest static final ArchRule discovery_uses = packageOf("discovery..", "version");

  @ArchTest
  static final ArchRule api_uses = packageOf("api..", "access", "service", "storage", "version");

  @ArchTest
  static final ArchRule apiModel_uses = packageOf("api.model..", "access", "storage", "version");

  @ArchTest
  static final ArchRule apiFilter_uses =
      packageOf("api.filter..", "api.model", "access", "service", "storage", "version");

  @ArchTest static final ArchRule access_uses = packageOf("access..", "version");

  @ArchTest
  static final ArchRule operations_uses =
      packageOf("operations..", "access", "service", "storage", "version");

  @ArchTest static final ArchRule micro_uses = packageOf("micro..");

  @ArchTest
  static final ArchRule config_isUsedByNone =
      noClasses()
          .that(resideOutsideOfPackage(ROOT + "config.."))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + "config.."));

  @ArchTest static final ArchRule jgit = only("org.eclipse.jgit..", "storage.git..");

  @ArchTest static final ArchRule jedis = only("redis.clients..", "storage.redis..");

  /** The edges to other services: the one that is asked, and the one that asks. */
  @ArchTest static final ArchRule jaxRs = only("jakarta.ws.rs..", "api..", "discovery..");

  @ArchTest
  static final ArchRule authentication = only("jakarta.security.enterprise..", "access..");

  @ArchTest static final ArchRule ejb = only("jakarta.ejb..", "service..");

  /** The container drops a timer for good that throws; {@code TimerJobs.run} never does. */
  @ArchTest
  static final ArchRule timers_onlyRunBackgroundTasks =
      methods()
          .that()
          .areAnnotatedWith("jakarta.ejb.Schedule")
          .or()
          .areAnnotatedWith("jakarta.ejb.Timeout")
          .should(
              onlyCall(
                  "org.versionservice.service.TimerJobs.run(java.lang.String)",
                  "jakarta.ejb.Timer.getInfo()",
                  "java.lang.String.valueOf(java.lang.Object)"));

  private static ArchCondition<JavaMethod> onlyCall(String... allowed) {
    return new ArchCondition<>("only call " + String.join(" and ", allowed)) {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        method.getCallsFromSelf().stream()
            .filter(call -> !Set.of(allowed).contains(call.getTarget().getFullName()))
            .forEach(call -> events.add(SimpleConditionEvent.violated(call, call.toString())));
      }
    };
  }

  @ArchTest
  static final ArchRule names_sayWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Dto");

  /** Of the other packages, this one uses those that are named. */
  private static ArchRule packageOf(String name, String... mayUse) {
    String[] allowed = new String[mayUse.length + 1];
    allowed[0] = ROOT + name;
    for (int i = 0; i < mayUse.length; i++) {
      allowed[i + 1] = ROOT + mayUse[i];
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.versionservice..").and(not(resideInAnyPackage(allowed))));
  }

  private static ArchRule only(String library, String... packages) {
    return noClasses()
        .that(
            resideOutsideOfPackages(
                Arrays.stream(packages).map(name -> ROOT + name).toArray(String[]::new)))
        .should()
        .dependOnClassesThat(resideInAPackage(library));
  }
}
