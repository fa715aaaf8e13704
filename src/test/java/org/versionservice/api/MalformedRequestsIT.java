package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.api.Client.Answer;

/** Nothing that a client can send is answered with a page, a 5xx or a change. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class MalformedRequestsIT {

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return Deployments.war();
  }

  @Test
  void malformedRequests_getTheirProblemAndChangeNothing() throws URISyntaxException {
    Client client = new Client(url.toURI());
    List<MalformedRequests.Request> requests = MalformedRequests.all();
    assertThat(requests).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    String before = client.get("/versions").body();
    SoftAssertions softly = new SoftAssertions();
    for (MalformedRequests.Request request : requests) {
      Answer answer =
          client.send(
              request.method(),
              request.path(),
              request.body(),
              request.headers().toArray(String[]::new));
      String shown = request + " was answered " + answer.body();
      softly.assertThat(answer.status()).as(shown).isEqualTo(request.status());
      softly
          .assertThat(answer.header("Content-Type"))
          .as(shown)
          .isEqualTo("application/problem+json");
      softly
          .assertThat(answer.body())
          .as(shown)
          .contains("\"code\":\"" + request.code() + "\"", "\"status\":" + request.status());
      if (request.status() == 405) {
        softly.assertThat(answer.header("Allow")).as(shown).isNotBlank();
      }
    }
    softly.assertAll();
    for (String target : MalformedRequests.NOT_PASSED_ON) {
      Answer answer = client.get(target);
      assertThat(answer.status()).as(target).isEqualTo(400);
      assertThat(answer.body()).as(target).isEmpty();
    }
    assertThat(client.get("/versions").body()).isEqualTo(before);
    assertThat(client.get("/health/ready").status()).isEqualTo(200);
  }
}
