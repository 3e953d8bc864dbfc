"""Uses a PDS as a Python program would, and prints as JSON what it saw."""

import json
import os
import threading

from atproto import CAR, Client, FirehoseSubscribeReposClient, models, parse_subscribe_repos_message

SECONDS_TO_WAIT = 20


def follow(ops, texts, expected, done):
    """Reads the firehose from its start until `expected` record operations came."""
    firehose = FirehoseSubscribeReposClient(
        params=models.ComAtprotoSyncSubscribeRepos.Params(cursor=0), base_uri=os.environ["FIREHOSE"]
    )

    def on_message(frame):
        message = parse_subscribe_repos_message(frame)
        if not isinstance(message, models.ComAtprotoSyncSubscribeRepos.Commit):
            return
        blocks = CAR.from_bytes(message.blocks).blocks
        for op in message.ops:
            ops.append(f"{op.action} {op.path.split('/')[0]}")
            if op.cid is not None and "text" in blocks[op.cid]:
                texts.append(blocks[op.cid]["text"])
        if len(ops) >= expected:
            done.set()

    thread = threading.Thread(target=firehose.start, args=(on_message,), daemon=True)
    thread.start()
    return firehose


def main():
    client = Client(base_url=os.environ["PDS"])
    # Without an AppView nobody answers for the profile, whose DID and handle the SDK wants.
    client.login(os.environ["IDENTIFIER"], os.environ["PASSWORD"], fetch_bsky_profile=False)
    session = client.com.atproto.server.get_session()
    client.me = models.AppBskyActorDefs.ProfileViewDetailed(did=session.did, handle=session.handle)

    with open(os.environ["IMAGE"], "rb") as file:
        image = file.read()
    post = client.send_post("from Python")
    pictured = client.send_image("from Python, with an image", image, "a square")

    listing = {"repo": session.did, "collection": "app.bsky.feed.post"}
    records = client.com.atproto.repo.list_records(listing).records
    blob = records[0].value.embed.images[0].image
    fetched = client.com.atproto.sync.get_blob({"did": session.did, "cid": blob.cid.encode()})

    def likes():
        listing = {"repo": session.did, "collection": "app.bsky.feed.like"}
        return len(client.com.atproto.repo.list_records(listing).records)

    like = client.like(pictured.uri, pictured.cid)
    likes_before = likes()
    client.unlike(like.uri)

    ops, texts, done = [], [], threading.Event()
    firehose = follow(ops, texts, 4, done)
    done.wait(SECONDS_TO_WAIT)
    firehose.stop()

    exported = CAR.from_bytes(client.com.atproto.sync.get_repo({"did": session.did}))
    print(
        json.dumps(
            {
                "did": session.did,
                "post_cid": post.cid,
                "texts": [record.value.text for record in records],
                "blob_matches": fetched == image,
                "likes": likes_before,
                "likes_after": likes(),
                "ops": ops,
                "streamed_texts": texts,
                "exported_did": exported.blocks[exported.root]["did"],
                "exported_blocks": len(exported.blocks),
            }
        )
    )


if __name__ == "__main__":
    main()
