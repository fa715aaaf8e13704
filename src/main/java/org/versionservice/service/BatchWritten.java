package org.versionservice.service;

import java.time.Duration;
import java.util.List;
import org.versionservice.storage.Receipt;

/**
 * The event after each written batch.
 *
 * @param receipts one for each change, in their order
 * @param took the time of the whole batch, push included
 */
public record BatchWritten(List<Receipt> receipts, Duration took) {}
