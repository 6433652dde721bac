"""The mason builds cells and puts processes into them, on the keeper's orders. It has the keeper's rights and
none of its knowledge: no value of any install ever reaches it, so nothing can be left over in what it forks.
"""
