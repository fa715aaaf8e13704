package org.versionservice.service;

import java.util.List;
import org.versionservice.storage.Receipt;

/**
 * The event after each batch that the holder of the writer lease made for this replica.
 *
 * @param receipts one for each change, in their order
 */
public record BatchForwarded(List<Receipt> receipts) {}
