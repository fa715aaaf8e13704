package org.versionservice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.versionservice.proof.GitHttpServer;

/** The obvious implementation: fetch, commit and push for each change, under one lock. */
final class Naive implements AutoCloseable {

  private static final String BRANCH = Constants.R_HEADS + "main";
  private static final String TRACKING = Constants.R_REMOTES + "origin/main";

  private final Repository repository;
  private final URIish url;
  private long count;

  Naive(Path directory, String url) throws IOException, URISyntaxException {
    repository = new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    repository.create(true);
    repository.getConfig().setBoolean("core", null, "fsyncObjectFiles", true);
    repository.getConfig().save();
    this.url = new URIish(url);
    fetch();
  }

  synchronized void change() throws IOException {
    fetch();
    commitAndPush();
  }

  /** Commits and pushes without a fetch, as the only writer could. */
  synchronized void commitAndPush() throws IOException {
    ObjectId head = repository.exactRef(TRACKING).getObjectId();
    ObjectId commit = commit(head);
    try (Transport transport = open()) {
      RemoteRefUpdate update =
          new RemoteRefUpdate(repository, commit.name(), BRANCH, false, TRACKING, head);
      transport.push(NullProgressMonitor.INSTANCE, List.of(update));
      if (update.getStatus() != RemoteRefUpdate.Status.OK) {
        throw new IOException("not pushed: " + update);
      }
    }
  }

  private ObjectId commit(ObjectId head) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter();
        ObjectReader reader = repository.newObjectReader();
        TreeWalk walk =
            TreeWalk.forPath(
                reader, "versions.json", repository.parseCommit(head).getTree().getId())) {
      String text =
          new String(reader.open(walk.getObjectId(0)).getCachedBytes(Integer.MAX_VALUE), UTF_8);
      String changed =
          text.replaceFirst("\"current\": \"1.4.\\d+\"", "\"current\": \"1.4." + ++count + "\"");
      TreeFormatter tree = new TreeFormatter();
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, changed.getBytes(UTF_8));
      tree.append("versions.json", FileMode.REGULAR_FILE, blob);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(tree));
      commit.setParentId(head);
      PersonIdent who = new PersonIdent("naive", "naive@localhost", Instant.now(), ZoneOffset.UTC);
      commit.setAuthor(who);
      commit.setCommitter(who);
      commit.setMessage("next");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  private void fetch() throws IOException {
    try (Transport transport = open()) {
      transport.fetch(
          NullProgressMonitor.INSTANCE, List.of(new RefSpec("+" + BRANCH + ":" + TRACKING)));
    }
  }

  private Transport open() throws IOException {
    Transport transport = Transport.open(repository, url);
    transport.setCredentialsProvider(
        new UsernamePasswordCredentialsProvider(GitHttpServer.USERNAME, GitHttpServer.TOKEN));
    return transport;
  }

  @Override
  public void close() {
    repository.close();
  }
}
