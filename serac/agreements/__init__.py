"""Information-sharing agreements: may this be shared, with whom, on what gateway?"""
